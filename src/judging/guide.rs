//! The interview guide of a job, and of one candidate.
//!
//! In: a rubric, a language, and for a candidate what judging gave. Out: a [`Guide`].
//! Left to others: the fixed words around it (`language::interview`), its look (`render`).
//!
//! The core questions depend on the rubric alone, so that everybody is asked the same: behavioural ones
//! first, then a scene, an open one that anybody can answer, and a case of the job. A quotation from a
//! CV only ever adds a probe, on a core question's criterion and anchors.

use crate::error::Message;
use crate::judging::{ask, lint};
use crate::language::interview::{Banked, Script, ThreeAnchors};
use crate::language::labels::Labels;
use crate::model::document::Lang;
use crate::model::guide::{Core, Form, Guide, Probe, Reserve, Scale, Slot, Subject, ToEstablish};
use crate::model::rubric::{Anchors, Ask, Criterion, Kind, QuestionKind, Rubric, Text};
use crate::model::shortlist::{Judged, Question, RubricStamp, State};

/// Core questions: more tires everybody, fewer measures little.
const MOST: usize = 8;
const FEWEST: usize = 6;
/// Minutes to open, to close, and for a probe.
const OPENING: usize = 5;
const CLOSING: usize = 5;
const PROBE: usize = 2;
/// Probes on a candidate's own words.
const MOST_PROBES: usize = 2;

/// The job's guide, the same for everybody.
pub fn common(rubric: &Rubric, lang: Lang) -> Guide {
    let script = Script::of(lang);
    let picks = picked(rubric, script);
    let minutes = minutes_each(picks.len());
    let weights = weights(rubric, &picks);
    let core = picks.iter().zip(weights).enumerate();
    let questions: Vec<Core> = core
        .map(|(at, (pick, weight))| Core {
            number: at + 1,
            minutes,
            weight,
            ..pick.core(lang, script)
        })
        .collect();
    let guide = Guide {
        rubric: RubricStamp {
            id: rubric.id.clone(),
            version: rubric.version,
            sha256: rubric.sha256.clone(),
        },
        lang,
        job: rubric.title.in_lang(lang).to_owned(),
        candidate: None,
        minutes: 0,
        plan: Vec::new(),
        reserve: reserve(rubric, &questions, lang),
        questions,
        probes: Vec::new(),
        to_establish: Vec::new(),
        warnings: refused(rubric, lang),
    };
    timed(guide)
}

/// The guide of one candidate: the common one, their probes and what is left to establish.
pub fn personal(common: &Guide, rubric: &Rubric, subject: Subject, judged: &Judged) -> Guide {
    let titled = |id: &str| {
        let criterion = rubric.criteria.iter().find(|c| c.id() == id)?;
        Some((criterion.skill.title.in_lang(common.lang), criterion))
    };
    let labels = Labels::of(common.lang);
    let probe = |question: Question| -> Option<Probe> {
        let id = question.criterion?;
        let (title, criterion) = titled(&id)?;
        let rated_with = rated_with(common, criterion)?;
        let because = Message::new("guide.probe.because").with("skill", title);
        Some(Probe {
            rated_with,
            title: title.to_owned(),
            criterion: id,
            text: question.text,
            because: labels.say(&because.with("number", rated_with)),
        })
    };
    let missing = judged.required.iter().filter(|r| r.state != State::Shown);
    let to_establish = missing.filter_map(|required| {
        let (title, criterion) = titled(&required.criterion)?;
        let core = common.questions.iter();
        let asked_in = core.clone().find(|core| core.criterion == criterion.id());
        let ask = || question_of(criterion, common.lang);
        Some(ToEstablish {
            criterion: required.criterion.clone(),
            title: title.to_owned(),
            state: required.state,
            asked_in: asked_in.map(|core| core.number),
            ask: asked_in.is_none().then(ask),
        })
    });
    timed(Guide {
        candidate: Some(subject),
        to_establish: to_establish.collect(),
        probes: probes(common, rubric, judged)
            .into_iter()
            .filter_map(probe)
            .take(MOST_PROBES)
            .collect(),
        ..common.clone()
    })
}

/// The candidate's own words, as questions that this guide can rate.
pub fn probes(common: &Guide, rubric: &Rubric, judged: &Judged) -> Vec<Question> {
    let taken: Vec<&str> = common
        .questions
        .iter()
        .map(|core| core.text.as_str())
        .collect();
    let asked = |criterion: &Criterion| rated_with(common, criterion).is_some();
    ask::probes(rubric, judged, common.lang, MOST_PROBES, &asked, &taken)
}

/// The core question that a probe on this criterion is rated with: the criterion's own, or for a mad
/// skill the open one, since everybody answers that one with what they have done.
pub fn rated_with(guide: &Guide, criterion: &Criterion) -> Option<usize> {
    let own = guide
        .questions
        .iter()
        .find(|core| core.criterion == criterion.id());
    let open = guide
        .questions
        .iter()
        .find(|core| criterion.skill.kind == Kind::Mad && core.form == Form::Open);
    own.or(open).map(|core| core.number)
}

/// A criterion's question when no core question asks about it.
fn question_of(criterion: &Criterion, lang: Lang) -> String {
    let script = Script::of(lang);
    let of_past = |form| {
        asks(criterion, form)
            .next()
            .map(|ask| ask.text.in_lang(lang))
    };
    let own = of_past(Form::Behavioural).or_else(|| of_past(Form::Open));
    own.map_or_else(
        || about(&script.fallback.behavioural, criterion, lang),
        str::to_owned,
    )
}

fn timed(mut guide: Guide) -> Guide {
    let core: usize = guide.questions.iter().map(|core| core.minutes).sum();
    let mut plan = vec![("guide.opening", OPENING), ("guide.core", core)];
    if !guide.probes.is_empty() {
        plan.push(("guide.probes", PROBE * guide.probes.len()));
    }
    plan.push(("guide.closing", CLOSING));
    guide.plan = plan
        .into_iter()
        .map(|(part, minutes)| Slot { part, minutes })
        .collect();
    guide.minutes = guide.plan.iter().map(|slot| slot.minutes).sum();
    guide
}

/// So that the whole stays between 45 and 60 minutes.
fn minutes_each(questions: usize) -> usize {
    match questions {
        ..=4 => 8,
        5 | 6 => 6,
        _ => 5,
    }
}

/// A criterion, what sort of question, and which.
struct Pick<'a> {
    criterion: &'a Criterion,
    form: Form,
    source: Source<'a>,
}

/// Where a question comes from.
#[derive(Clone, Copy, PartialEq)]
enum Source<'a> {
    /// The skill's own.
    Skill(&'a Ask),
    /// The bank's.
    Bank(&'a Banked),
    /// A sentence made for any skill.
    Template(&'a str),
}

impl Pick<'_> {
    fn core(&self, lang: Lang, script: &Script) -> Core {
        let skill = &self.criterion.skill;
        Core {
            number: 0,
            criterion: skill.id.clone(),
            title: skill.title.in_lang(lang).to_owned(),
            kind: skill.kind,
            form: self.form,
            text: self.text(lang),
            why: why(self.criterion, lang),
            minutes: 0,
            weight: 0.0,
            anchors: self.anchors(lang, script),
        }
    }

    fn text(&self, lang: Lang) -> String {
        match self.source {
            Source::Skill(ask) => ask.text.in_lang(lang).to_owned(),
            Source::Bank(banked) => banked.ask.clone(),
            Source::Template(template) => about(template, self.criterion, lang),
        }
    }

    fn anchors(&self, lang: Lang, script: &Script) -> Scale {
        if let Source::Bank(banked) = self.source {
            return banked_scale(banked);
        }
        let general = match self.form.is_past() {
            true => &script.anchors,
            false => &script.case_anchors,
        };
        // The open question of a job without one is not about the skill that lends its weight.
        if self.form == Form::Open && matches!(self.source, Source::Template(_)) {
            return general_scale(general);
        }
        scale_of(self.criterion, self.form, lang).unwrap_or_else(|| general_scale(general))
    }
}

fn about(template: &str, criterion: &Criterion, lang: Lang) -> String {
    template.replace("{skill}", criterion.skill.title.in_lang(lang))
}

/// Why for this job: the rubric's own reason, else what the skill is worth.
fn why(criterion: &Criterion, lang: Lang) -> String {
    let texts = [
        &criterion.job_link,
        &criterion.skill.value,
        &criterion.skill.definition,
    ];
    let first = texts
        .iter()
        .map(|text| text.in_lang(lang))
        .find(|text| !text.is_empty());
    first.unwrap_or_default().to_owned()
}

fn scale_of(criterion: &Criterion, form: Form, lang: Lang) -> Option<Scale> {
    let skill = &criterion.skill;
    let scene = skill
        .situational_anchors
        .as_ref()
        .filter(|_| !form.is_past());
    let Anchors { one, three, five } = scene.unwrap_or(&skill.anchors);
    let said = |text: &Text| text.in_lang(lang).to_owned();
    let scale = Scale {
        one: said(one),
        three: said(three),
        five: said(five),
    };
    let whole = [&scale.one, &scale.three, &scale.five]
        .iter()
        .all(|text| !text.is_empty());
    whole.then_some(scale)
}

fn general_scale(anchors: &ThreeAnchors) -> Scale {
    Scale {
        one: anchors.one.clone(),
        three: anchors.three.clone(),
        five: anchors.five.clone(),
    }
}

fn banked_scale(banked: &Banked) -> Scale {
    Scale {
        one: banked.one.clone(),
        three: banked.three.clone(),
        five: banked.five.clone(),
    }
}

/// The core questions, from the rubric alone: the same whoever applied.
fn picked<'a>(rubric: &'a Rubric, script: &'a Script) -> Vec<Pick<'a>> {
    let [hard, soft, mad] = [Kind::Hard, Kind::Soft, Kind::Mad].map(|kind| heaviest(rubric, kind));
    let mut used: Vec<Pick> = Vec::new();
    let case = first_of(&hard, Form::Case, script);
    let open = opening_to_all(&mad, script);
    let ends = usize::from(case.is_some()) + usize::from(open.is_some());
    let scene = soft.len().min(1);
    let room = MOST - ends - scene;
    used.extend(case);
    let past = behavioural(&hard, &soft, &mad, &used, room, script);
    used.extend(past);
    used.extend(open);
    let fresh = |criterion: &&&Criterion| {
        !used
            .iter()
            .any(|pick| pick.criterion.id() == criterion.id())
    };
    let others: Vec<&Criterion> = soft.iter().filter(fresh).copied().collect();
    let scene = first_of(&others, Form::Situational, script)
        .or_else(|| first_of(&soft, Form::Situational, script));
    used.extend(scene);
    let everything = [soft, hard, mad].concat();
    fill(&mut used, &everything, script);
    used.sort_by_key(|pick| pick.form);
    used
}

/// The criteria of a kind that count, required ones first, then by weight, then in the rubric's order.
fn heaviest(rubric: &Rubric, kind: Kind) -> Vec<&Criterion> {
    let of_kind = rubric.criteria.iter();
    let mut criteria: Vec<_> = of_kind
        .filter(|criterion| criterion.skill.kind == kind && criterion.weight > 0.0)
        .collect();
    criteria.sort_by(|a, b| {
        b.required
            .cmp(&a.required)
            .then(b.weight.total_cmp(&a.weight))
    });
    criteria
}

/// A criterion's own questions of one form that may be asked.
fn asks(criterion: &Criterion, form: Form) -> impl Iterator<Item = &Ask> {
    let kind = match form {
        Form::Behavioural => QuestionKind::Behavioural,
        Form::Open => QuestionKind::Open,
        Form::Situational | Form::Case => QuestionKind::Situational,
    };
    let asks = criterion.skill.ask.iter();
    asks.filter(move |ask| ask.kind == kind && may_be_asked(&ask.text))
}

/// The law does not depend on the language that is printed: both are read.
fn may_be_asked(text: &Text) -> bool {
    let mut each = [&text.fr, &text.en].into_iter().flatten();
    each.all(|said| lint::forbidden(said).is_empty())
}

/// The heaviest criterion that has a question of the form; without any, a sentence made for the heaviest.
fn first_of<'a>(criteria: &[&'a Criterion], form: Form, script: &'a Script) -> Option<Pick<'a>> {
    let own = criteria.iter().find_map(|criterion| {
        let source = Source::Skill(asks(criterion, form).next()?);
        Some(pick(criterion, form, source))
    });
    own.or_else(|| Some(pick(criteria.first()?, form, template(form, script))))
}

fn pick<'a>(criterion: &'a Criterion, form: Form, source: Source<'a>) -> Pick<'a> {
    Pick {
        criterion,
        form,
        source,
    }
}

fn template(form: Form, script: &Script) -> Source<'_> {
    Source::Template(match form {
        Form::Behavioural => &script.fallback.behavioural,
        Form::Open => &script.fallback.open,
        Form::Situational | Form::Case => &script.fallback.case,
    })
}

/// The open question: one that says "at work or elsewhere", whatever the language of this guide, so
/// that the criterion does not change with it.
fn opening_to_all<'a>(mad: &[&'a Criterion], script: &'a Script) -> Option<Pick<'a>> {
    let says_so = |ask: &&Ask| {
        [(&ask.text.fr, Lang::Fr), (&ask.text.en, Lang::En)]
            .into_iter()
            .all(|(said, lang)| {
                let said = said.as_deref().unwrap_or_default().to_lowercase();
                said.is_empty()
                    || Script::of(lang)
                        .elsewhere
                        .iter()
                        .any(|words| said.contains(words))
            })
    };
    let own = mad.iter().find_map(|criterion| {
        let ask = asks(criterion, Form::Open).find(says_so)?;
        Some(pick(criterion, Form::Open, Source::Skill(ask)))
    });
    own.or_else(|| Some(pick(mad.first()?, Form::Open, template(Form::Open, script))))
}

/// Questions about the past: two soft criteria, then a hard one, and so on, each criterion once; of a
/// job of mad skills alone, theirs.
fn behavioural<'a>(
    hard: &[&'a Criterion],
    soft: &[&'a Criterion],
    mad: &[&'a Criterion],
    used: &[Pick<'a>],
    room: usize,
    script: &'a Script,
) -> Vec<Pick<'a>> {
    let taken = |criterion: &&&'a Criterion| {
        !used
            .iter()
            .any(|pick| pick.criterion.id() == criterion.id())
    };
    let mut hard = hard.iter().filter(taken).copied().peekable();
    let mut soft = soft.iter().copied().peekable();
    let mut turn = 0;
    let mut order: Vec<&Criterion> = Vec::new();
    while hard.peek().is_some() || soft.peek().is_some() {
        let from_hard = turn % 5 == 1 || turn % 5 == 3;
        let next = match from_hard {
            true => hard.next().or_else(|| soft.next()),
            false => soft.next().or_else(|| hard.next()),
        };
        order.extend(next);
        turn += 1;
    }
    if order.is_empty() && used.is_empty() {
        order = mad.iter().skip(1).copied().collect();
    }
    let each = order.into_iter().take(room).map(|criterion| {
        let form = past_form(criterion);
        let own = asks(criterion, form).next().map(Source::Skill);
        pick(
            criterion,
            form,
            own.unwrap_or(template(Form::Behavioural, script)),
        )
    });
    each.collect()
}

/// Mad skills are only ever asked about openly.
fn past_form(criterion: &Criterion) -> Form {
    match criterion.skill.kind {
        Kind::Mad => Form::Open,
        Kind::Hard | Kind::Soft => Form::Behavioural,
    }
}

/// A short rubric gets second questions, own ones first, until there are enough.
fn fill<'a>(used: &mut Vec<Pick<'a>>, criteria: &[&'a Criterion], script: &'a Script) {
    let seconds = criteria.iter().flat_map(|criterion| {
        let form = past_form(criterion);
        let scene = match criterion.skill.kind {
            Kind::Hard => Form::Case,
            Kind::Soft | Kind::Mad => Form::Situational,
        };
        let past = asks(criterion, form).map(move |ask| (form, Source::Skill(ask)));
        let scenes = asks(criterion, scene).map(move |ask| (scene, Source::Skill(ask)));
        let banked = banked(criterion.id(), script).map(move |banked| (form, Source::Bank(banked)));
        past.chain(scenes)
            .chain(banked)
            .map(|(form, source)| pick(criterion, form, source))
    });
    let made = criteria.iter().flat_map(|criterion| {
        let form = past_form(criterion);
        let templates = [
            (form, &script.fallback.behavioural),
            (Form::Case, &script.fallback.case),
            (form, &script.fallback.again),
        ];
        templates.map(|(form, template)| pick(criterion, form, Source::Template(template)))
    });
    for second in seconds.chain(made) {
        if used.len() >= FEWEST {
            break;
        }
        let same = |known: &Pick| {
            known.criterion.id() == second.criterion.id() && known.source == second.source
        };
        if !used.iter().any(same) {
            used.push(second);
        }
    }
}

fn banked<'a>(id: &str, script: &'a Script) -> impl Iterator<Item = &'a Banked> {
    let bank = script.bank.iter();
    bank.filter(move |banked| banked.skills.iter().any(|skill| skill == id))
}

/// What each question weighs: kinds as in the rubric (a mad skill as its bonus), criteria by their
/// weight inside a kind, two questions of one criterion half each; 1 in all.
fn weights(rubric: &Rubric, picks: &[Pick]) -> Vec<f64> {
    let base = rubric.weight_hard + rubric.weight_soft;
    let of_kind = |kind: Kind| match kind {
        Kind::Hard => rubric.weight_hard,
        Kind::Soft => rubric.weight_soft,
        Kind::Mad => rubric.mad_bonus / 100.0 * base,
    };
    let parts = |id: &str| {
        picks
            .iter()
            .filter(|pick| pick.criterion.id() == id)
            .count() as f64
    };
    let part = |pick: &Pick| pick.criterion.weight / parts(pick.criterion.id());
    let sum = |kind: Kind| -> f64 {
        let same = picks
            .iter()
            .filter(|pick| pick.criterion.skill.kind == kind);
        same.map(part).sum()
    };
    let raw: Vec<f64> = picks
        .iter()
        .map(|pick| {
            let kind = pick.criterion.skill.kind;
            of_kind(kind) * part(pick) / sum(kind)
        })
        .collect();
    let total: f64 = raw.iter().sum();
    match total > 0.0 {
        true => raw.into_iter().map(|weight| weight / total).collect(),
        false => vec![1.0 / picks.len().max(1) as f64; picks.len()],
    }
}

/// Further questions on the criteria of the guide: the skills' own that were not picked, then the bank's.
fn reserve(rubric: &Rubric, questions: &[Core], lang: Lang) -> Vec<Reserve> {
    let script = Script::of(lang);
    let mut reserve: Vec<Reserve> = Vec::new();
    for criterion in &rubric.criteria {
        if !questions
            .iter()
            .any(|core| core.criterion == criterion.id())
        {
            continue;
        }
        let title = criterion.skill.title.in_lang(lang);
        let entry = |about: Option<String>, text: &str, anchors: Scale| Reserve {
            criterion: criterion.id().to_owned(),
            title: title.to_owned(),
            about,
            text: text.to_owned(),
            anchors,
        };
        let forms = [Form::Behavioural, Form::Open, Form::Case];
        let own = forms.into_iter().flat_map(|form| {
            asks(criterion, form).filter_map(move |ask| {
                let anchors = scale_of(criterion, form, lang)?;
                Some((ask.text.in_lang(lang), anchors))
            })
        });
        let own = own.map(|(text, anchors)| entry(None, text, anchors));
        let banked = banked(criterion.id(), script)
            .filter(|banked| first_known(banked, questions) == Some(criterion.id()));
        let banked = banked.map(|banked| {
            let about = format!("{} · {}", banked.of, banked.name);
            entry(Some(about), &banked.ask, banked_scale(banked))
        });
        reserve.extend(own.chain(banked));
    }
    reserve.retain(|entry| !questions.iter().any(|core| core.text == entry.text));
    reserve
}

/// A question of the bank is printed once, under the nearest criterion that the guide has.
fn first_known<'a>(banked: &'a Banked, questions: &[Core]) -> Option<&'a str> {
    let asked = |skill: &&String| questions.iter().any(|core| core.criterion == **skill);
    banked.skills.iter().find(asked).map(String::as_str)
}

/// The rubric's questions that no guide will ask, and why.
fn refused(rubric: &Rubric, lang: Lang) -> Vec<Message> {
    let asks = rubric.criteria.iter().flat_map(|criterion| {
        let asks = criterion
            .skill
            .ask
            .iter()
            .filter(|ask| !may_be_asked(&ask.text));
        asks.map(|ask| (criterion.id(), ask.text.in_lang(lang)))
    });
    asks.map(|(id, text)| {
        Message::new("guide.refused")
            .with("criterion", id)
            .with("question", text)
    })
    .collect()
}
