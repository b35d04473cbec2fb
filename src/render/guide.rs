//! A guide as a page: which words stand where.
//!
//! In: a guide and the script of its language. Out: a [`Page`].
//! Left to others: the bytes of each format.

use std::io::{self, Write};

use serde::Serialize;

use super::blocks::{Block, Card, Page, Table};
use super::escape;
use crate::error::Message;
use crate::language::interview::{Script, Step};
use crate::language::labels::Labels;
use crate::model::document::Lang;
use crate::model::guide::{Core, Form, Guide, Scale};
use crate::model::rubric::Kind;
use crate::model::shortlist::{RubricStamp, State};

/// The page of a guide.
pub fn page(guide: &Guide) -> Page {
    let words = Words::of(guide.lang);
    let mut blocks = head(guide, &words);
    blocks.extend(opening(&words));
    blocks.push(words.heading("guide.questions"));
    blocks.push(Block::Note(words.label("guide.same-for-all")));
    let cards = guide.questions.iter();
    blocks.extend(cards.map(|core| Block::Card(Box::new(card(core, guide, &words)))));
    blocks.extend(to_establish(guide, &words));
    blocks.push(words.heading("guide.closing"));
    blocks.push(Block::List(words.script.closing.clone()));
    blocks.extend(ratings(guide, &words));
    blocks.push(Block::NewSheet);
    blocks.extend(around(&words));
    blocks.extend(reserve(guide, &words));
    Page {
        lang: guide.lang,
        title: title(guide, &words),
        blocks,
    }
}

/// The pages of several guides as one, each on a new sheet.
pub fn pages(guides: &[Guide]) -> Page {
    let mut pages = guides.iter().map(page);
    let Some(mut first) = pages.next() else {
        return Page {
            lang: Lang::En,
            title: String::new(),
            blocks: Vec::new(),
        };
    };
    for page in pages {
        first.blocks.push(Block::NewSheet);
        first.blocks.extend(page.blocks);
    }
    first
}

/// Guides of one rubric as JSON, schema `pepite.guide/1`: the fixed words once, then each guide.
pub fn json(guides: &[Guide], out: &mut dyn Write) -> io::Result<()> {
    let Some(first) = guides.first() else {
        return Ok(());
    };
    let whole = Whole {
        schema: "pepite.guide/1",
        rubric: &first.rubric,
        lang: first.lang,
        job: &first.job,
        script: Script::of(first.lang),
        guides,
    };
    let mut writer = serde_json::Serializer::with_formatter(&mut *out, escape::pretty());
    whole.serialize(&mut writer)?;
    out.write_all(b"\n")
}

#[derive(Serialize)]
struct Whole<'a> {
    schema: &'static str,
    rubric: &'a RubricStamp,
    lang: Lang,
    job: &'a str,
    script: &'a Script,
    guides: &'a [Guide],
}

/// A language's fixed words.
struct Words {
    script: &'static Script,
    labels: &'static Labels,
}

impl Words {
    fn of(lang: Lang) -> Words {
        Words {
            script: Script::of(lang),
            labels: Labels::of(lang),
        }
    }

    fn label(&self, key: &str) -> String {
        self.labels.get(key).to_owned()
    }

    fn heading(&self, key: &str) -> Block {
        Block::Heading(self.label(key))
    }

    fn say(&self, message: Message) -> String {
        self.labels.say(&message)
    }

    fn minutes(&self, minutes: usize) -> String {
        self.say(Message::new("guide.minutes").with("minutes", minutes))
    }

    fn percent(&self, share: f64) -> String {
        let percent = format!("{:.0}", share * 100.0);
        self.say(Message::new("guide.percent").with("percent", percent))
    }
}

fn title(guide: &Guide, words: &Words) -> String {
    let title = words.say(Message::new("guide.title").with("job", &guide.job));
    match &guide.candidate {
        Some(subject) => format!("{title} · {}", subject.id),
        None => title,
    }
}

fn head(guide: &Guide, words: &Words) -> Vec<Block> {
    let lead = match &guide.candidate {
        Some(subject) => {
            let name = subject
                .name
                .as_deref()
                .map(|name| format!("{name} ({})", subject.id));
            let who = name.unwrap_or_else(|| subject.id.clone());
            words.say(Message::new("guide.for").with("who", who))
        }
        None => words.label("guide.common"),
    };
    let slot = |part: &str, minutes| format!("{} {}", words.label(part), words.minutes(minutes));
    let mut plan: Vec<String> = guide.plan.iter().map(|s| slot(s.part, s.minutes)).collect();
    plan.push(slot("guide.total", guide.minutes));
    let fill = ["guide.held-by", "guide.date", "guide.room"];
    vec![
        Block::Title(words.say(Message::new("guide.title").with("job", &guide.job))),
        Block::Lead(lead),
        Block::Fill(fill.map(|key| words.label(key)).to_vec()),
        Block::Terms(vec![(words.label("guide.plan"), plan.join(" · "))]),
    ]
}

fn opening(words: &Words) -> Vec<Block> {
    vec![
        words.heading("guide.opening"),
        Block::List(words.script.opening.clone()),
        Block::Text(words.script.adjustments.clone()),
    ]
}

fn card(core: &Core, guide: &Guide, words: &Words) -> Card {
    let steps = match core.form.is_past() {
        true => ("guide.star", &words.script.star),
        false => ("guide.scene", &words.script.scene),
    };
    let probes = guide
        .probes
        .iter()
        .filter(|probe| probe.rated_with == core.number);
    Card {
        number: core.number,
        title: core.title.clone(),
        facts: vec![
            words.label(form_key(core.form)),
            words.minutes(core.minutes),
            words.say(Message::new("guide.weight").with("weight", words.percent(core.weight))),
        ],
        question: core.text.clone(),
        why: (words.label("guide.why"), core.why.clone()),
        follow_ups: (words.label(steps.0), steps.1.iter().map(pair).collect()),
        prompts: (words.label("guide.prompts"), words.script.prompts.clone()),
        probes: (
            words.label("guide.probe"),
            probes.map(|probe| probe.text.clone()).collect(),
        ),
        anchors: anchors(&core.anchors, words),
        ticks: (core.kind == Kind::Soft).then(|| {
            let styles = words.script.styles.iter();
            let names = styles.map(|style| style.name.clone());
            (words.label("guide.style"), names.collect())
        }),
        rating: (
            words.label("guide.rating"),
            words
                .script
                .levels
                .iter()
                .map(|level| level.mark.clone())
                .collect(),
        ),
        notes: words.label("guide.notes"),
    }
}

fn pair(step: &Step) -> (String, String) {
    (step.step.clone(), step.ask.clone())
}

fn anchors(scale: &Scale, words: &Words) -> Vec<(String, String, String)> {
    let texts = [("1", &scale.one), ("3", &scale.three), ("5", &scale.five)];
    let each = texts.into_iter().map(|(mark, text)| {
        let level = words.script.levels.iter().find(|level| level.mark == mark);
        let name = level.map_or_else(String::new, |level| level.name.clone());
        (mark.to_owned(), name, text.clone())
    });
    each.collect()
}

/// The label of a form of question.
pub fn form_key(form: Form) -> &'static str {
    match form {
        Form::Behavioural => "guide.form.behavioural",
        Form::Situational => "guide.form.situational",
        Form::Open => "guide.form.open",
        Form::Case => "guide.form.case",
    }
}

fn to_establish(guide: &Guide, words: &Words) -> Vec<Block> {
    if guide.to_establish.is_empty() {
        return Vec::new();
    }
    let each = guide.to_establish.iter().map(|item| {
        let state = match item.state {
            State::Contradicted => "guide.contradicted",
            State::Unknown | State::Shown => "guide.unknown",
        };
        let asked = match (item.asked_in, &item.ask) {
            (Some(number), _) => words.say(Message::new("guide.asked-in").with("number", number)),
            (None, Some(ask)) => ask.clone(),
            (None, None) => String::new(),
        };
        vec![item.title.clone(), words.label(state), asked]
    });
    let head = ["guide.required", "guide.state", "guide.how"];
    vec![
        words.heading("guide.to-establish"),
        Block::Note(words.label("guide.unknown-is-not-zero")),
        Block::Table(Table {
            head: head.map(|key| words.label(key)).to_vec(),
            rows: each.collect(),
        }),
    ]
}

fn ratings(guide: &Guide, words: &Words) -> Vec<Block> {
    let rows = guide.questions.iter().map(|core| {
        let (number, weight) = (core.number.to_string(), words.percent(core.weight));
        vec![number, core.title.clone(), weight, String::new()]
    });
    let head = [
        "guide.number",
        "guide.criterion",
        "guide.share",
        "guide.rating",
    ];
    vec![
        words.heading("guide.summary"),
        Block::Table(Table {
            head: head.map(|key| words.label(key)).to_vec(),
            rows: rows.collect(),
        }),
        Block::Note(words.label("guide.total-by-tool")),
    ]
}

fn around(words: &Words) -> Vec<Block> {
    let Script {
        levels,
        volunteered,
        notes,
        errors,
        styles,
        styles_use,
        forbidden,
        ..
    } = words.script;
    let topics = forbidden.iter().map(|topic| {
        let instead = topic.instead.clone();
        let nothing = || words.label("guide.nothing");
        let never = topic.never.join(" ");
        vec![topic.name.clone(), never, instead.unwrap_or_else(nothing)]
    });
    let named = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    let head = ["guide.topic", "guide.never", "guide.instead"];
    vec![
        words.heading("guide.scale"),
        Block::Terms(levels.iter().map(|l| named(&l.mark, &l.name)).collect()),
        words.heading("guide.note-taking"),
        Block::List(notes.clone()),
        Block::Text(volunteered.clone()),
        words.heading("guide.errors"),
        Block::Terms(errors.iter().map(|e| named(&e.name, &e.guard)).collect()),
        words.heading("guide.styles"),
        Block::Note(format!("{styles_use}.")),
        Block::Terms(styles.iter().map(|s| named(&s.name, &s.shows)).collect()),
        words.heading("guide.forbidden"),
        Block::Note(words.label("guide.forbidden-why")),
        Block::Table(Table {
            head: head.map(|key| words.label(key)).to_vec(),
            rows: topics.collect(),
        }),
    ]
}

fn reserve(guide: &Guide, words: &Words) -> Vec<Block> {
    if guide.reserve.is_empty() {
        return Vec::new();
    }
    let rows = guide.reserve.iter().map(|entry| {
        let of = match &entry.about {
            Some(about) => format!("{} ({about})", entry.title),
            None => entry.title.clone(),
        };
        let Scale { one, three, five } = &entry.anchors;
        let anchors = [("1", one), ("3", three), ("5", five)];
        let anchors = anchors.map(|(mark, text)| format!("{mark} · {text}"));
        vec![of, entry.text.clone(), anchors.join(" ")]
    });
    let head = ["guide.criterion", "guide.question", "guide.anchors"];
    vec![
        words.heading("guide.reserve"),
        Block::Note(words.label("guide.reserve-use")),
        Block::Table(Table {
            head: head.map(|key| words.label(key)).to_vec(),
            rows: rows.collect(),
        }),
    ]
}
