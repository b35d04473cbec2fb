#!/usr/bin/env python3
"""A seeded corpus of made-up CVs, French and English, and lists of cues.  Candidate i is the same whatever -n is.
  corpus.py -n 10000 -o DIR [--formats csv,txt] [--seed 1] [-j 2]
  corpus.py --phrases -o DIR        phrases_{600,10k}.txt and rubric_{600,10k}.yaml
About 2-6 KB per CV. 3% of CVs are NFD, 10% lack accents, 15% have CRLF ends, some hold "quotes" and curly
apostrophes. With ESCO=FOLDER holding esco_fr.csv and esco_en.csv, occupations' labels are the vocabulary."""
import argparse, csv, io, json, os, random, re, unicodedata, sys
from multiprocessing import Pool
HERE = os.path.dirname(os.path.abspath(__file__)); sys.path.insert(0, HERE)
import cues
def esco():
    out = {}
    for l in ('fr', 'en'):
        p = os.path.join(os.environ.get('ESCO', ''), f'esco_{l}.csv')
        if os.path.exists(p):
            rows = list(csv.DictReader(open(p, encoding='utf-8-sig')))
            lab = sorted({x for r in rows for x in [r['preferredLabel'].strip()] + (r['altLabels'] or '').split('\n') if 3 <= len(x.strip()) <= 70})
            out[l] = ([x.strip() for x in lab], [re.sub(r'\s+', ' ', r['description']).strip() for r in rows if r['description']])
        else:
            v = dict(fr='gérer analyser concevoir piloter rédiger contrôler évaluer installer réparer vendre'.split(), en='manage analyse design lead write control assess install repair sell'.split())[l]
            n = dict(fr='stocks réseaux budgets équipes machines contrats capteurs bases logiciels ateliers'.split(), en='stocks networks budgets teams machines contracts sensors bases software workshops'.split())[l]
            q = [f'{a}{b}' for a in 'bi co du fa go la me no pa ru si ta vo'.split() for b in 'nal rel tif que mat dor lin ser vac tor'.split()]
            out[l] = ([f'{a} {b} {c}' for a in v for b in n for c in q], [f'{a.title()} the {b} of the {c} unit.' for a in v for b in n for c in q])
    return out
F_FR = 'Camille Léa Chloé Manon Inès Jade Louise Émilie Zoé Aïcha Noémie Élodie Lucas Hugo Louis Jules Gaël François Benoît Jérôme Kévin Mehdi Raphaël Théo'.split()
L_FR = 'Martin Bernard Dubois Thomas Robert Petit Durand Leroy Moreau Lefèvre Garcia Fournier Mercier Lambert Rousseau Guérin Boyer Garnier Chevalier François Legrand Gauthier Perrin Bénard'.split()
F_EN = 'Emma Olivia Ava Grace Sophie Ruby Harry George Noah Jack Oliver Leo Arthur Freya Isla Priya Amir Chen Sarah Daniel'.split()
L_EN = "Smith Jones Taylor Brown Williams Wilson Johnson Davies Patel Wright Walker Robinson Thompson White Hughes Edwards Green O'Brien MacDonald Clarke".split()
CITY = 'Paris Lyon Marseille Nantes Rennes Lille Bordeaux Toulouse Grenoble Strasbourg Genève Bruxelles Montréal London Manchester Dublin Leeds Bristol Orléans Besançon'.split()
CO = [a + b for a in 'Nova Alti Rési Opti Medi Agro Logi Véo Sola Hexa Kéo Data'.split() for b in 'tech|lia|conseil|sys|form|group| Énergies| & Fils| SA| Ltd| Santé| Retail'.split('|')]
JOB = dict(fr='Chef de projet|Développeuse full-stack|Ingénieur qualité|Assistante de direction|Infirmier|Commercial terrain|Chargée de recrutement|Technicien de maintenance|Comptable|Responsable logistique|Cheffe de rang|Conductrice de travaux|Analyste financier|Enseignant|Graphiste'.split('|'),
 en='Project manager|Full-stack developer|Quality engineer|Executive assistant|Nurse|Field sales rep|Talent acquisition officer|Maintenance technician|Accountant|Logistics lead|Restaurant supervisor|Site manager|Financial analyst|Teacher|Graphic designer'.split('|'))
MO = dict(fr='janvier février mars avril mai juin juillet août septembre octobre novembre décembre'.split(), en='January February March April May June July August September October November December'.split())
HEAD = dict(fr=['Expérience professionnelle', 'Formation', 'Compétences', "Centres d'intérêt", 'Langues', 'Profil'], en=['Work experience', 'Education', 'Skills', 'Interests', 'Languages', 'Summary'])
DEG = dict(fr='Master en {}|Licence de {}|BTS {}|DUT {}|Diplôme d’ingénieur, spécialité {}|CAP {}'.split('|'), en='MSc in {}|BA in {}|HND {}|BEng, {}|PhD in {}|Diploma in {}'.split('|'))
FLD = dict(fr='informatique|gestion|droit|génie mécanique|sciences de la vie|lettres modernes|électrotechnique|hôtellerie-restauration|communication|mathématiques appliquées'.split('|'), en='computing|business|law|mechanical engineering|life sciences|English literature|electrical engineering|hospitality|communications|applied mathematics'.split('|'))
BUL = dict(fr='{v} {n} {x}, {k} personnes concernées sur {c}.|{v} {n} {x} (budget : {k} k€), en lien avec le siège de {c}.|{v} {n} {x} et suivi des indicateurs ; gain de {k} % en {m} mois.|{v} {n} {x} dans un contexte multi-sites, reporting mensuel à la direction.'.split('|'),
 en='{v} {n} {x}, covering {k} people across {c}.|{v} {n} {x} (budget: £{k}k), liaising with head office in {c}.|{v} {n} {x} and tracked indicators; saved {k}% in {m} months.|{v} {n} {x} in a multi-site setting, with monthly reporting to the board.'.split('|'))
VB = dict(fr='Pilotage|Coordination|Mise en place|Refonte|Déploiement|Suivi|Animation|Rédaction|Contrôle|Optimisation|Préparation|Encadrement'.split('|'), en='Led|Coordinated|Set up|Redesigned|Rolled out|Monitored|Ran|Drafted|Audited|Streamlined|Prepared|Supervised'.split('|'))
NN = dict(fr="d'un programme|de la feuille de route|des procédures|du parc matériel|de l'accueil|des tournées|du catalogue|d'un portefeuille clients|de l’atelier|des dossiers".split('|'), en='a programme|the roadmap|the procedures|the equipment fleet|the front desk|delivery rounds|the catalogue|a customer portfolio|the workshop|case files'.split('|'))
XX = dict(fr='à forte saisonnalité|pour les agences régionales|avec les partenaires sociaux|en environnement normé|auprès du grand public|pour trois filiales|sur le périmètre national'.split('|'), en='with strong seasonality|for regional branches|with works councils|in a regulated environment|for the general public|for three subsidiaries|nationwide'.split('|'))
NEG = dict(fr='Pas de {}|Aucune expérience en {}|Sans {}|Je ne pratique pas : {}|Débutant, jamais pratiqué : {}'.split('|'), en='No {}|No experience in {}|Without {}|Not practising {}|Never tried {}'.split('|'))
SENT = dict(fr='Je recherche un poste où mettre à profit {} et {}.|Reconnu(e) pour {} ainsi que pour {} au sein de "{c}".|Mes collègues soulignent {} ; mon manager, {}.|Après dix ans dans le secteur, je souhaite développer {} et {}.'.split('|'),
 en='Looking for a role where {} and {} matter.|Known for {} as well as {} at "{c}".|Colleagues mention {}; my manager, {}.|After ten years in the field I want to build on {} and {}.'.split('|'))
E_ = C_ = SEED = None
def init(seed):
    global E_, C_, SEED
    E_ = esco(); SEED = seed; C_ = {k: v for k, v in cues.DIMS.items()}
def noacc(s): return ''.join(c for c in unicodedata.normalize('NFKD', s.replace('œ', 'oe').replace('’', "'")) if not unicodedata.combining(c))
def cv(i):
    r = random.Random(SEED * 1_000_003 + i); ch = r.choice; l = 'fr' if r.random() < .6 else 'en'
    fn, ln = (ch(F_FR), ch(L_FR)) if l == 'fr' else (ch(F_EN), ch(L_EN)); h = HEAD[l]; lab, desc = E_[l]; den = E_['en'][1]
    up = r.random() < .4; o = []; soft, hard, mad = C_['soft_' + l], C_['hard_' + l], C_['mad_' + l]
    H = lambda k: o.append('\n' + (h[k].upper() if up else h[k]) + ch(['', ' :', '']))
    y = r.randint(2019, 2026); email = f"{noacc(fn).lower()}.{noacc(ln).lower().replace(chr(39), '')}{i % 997}@{ch(['example.org', 'mail.test', 'exemple.fr'])}"
    o.append(f"{fn} {ln.upper() if r.random() < .5 else ln}\n{ch(JOB[l])} — {ch(CITY)}\n{email} | +33 6 {r.randint(10, 99)} {r.randint(10, 99)} {r.randint(10, 99)} {r.randint(10, 99)}")
    if r.random() < .7: H(5); o += [ch(SENT[l]).format(ch(soft), ch(soft), c=ch(CO)) for _ in range(r.randint(1, 3))]
    H(0)
    for _ in range(r.randint(2, 5)):
        d = r.randint(1, 4); o.append(f"{ch(MO[l])} {y - d} – {ch(MO[l])} {y} : {ch(JOB[l])}, {ch(CO)}, {ch(CITY)}"); y -= d
        for _ in range(r.randint(2, 5)): o.append('- ' + ch(BUL[l]).format(v=ch(VB[l]), n=ch(NN[l]), x=ch(XX[l]), k=r.randint(2, 250), m=r.randint(2, 24), c=ch(CITY)))
        o += [f'• {ch(lab)}' for _ in range(r.randint(0, 3))]
        if l == 'en' or r.random() < .25: o.append(ch(den))
    H(1)
    for _ in range(r.randint(1, 3)): y -= 2; o.append(f"{y}-{y + 2} {ch(DEG[l]).format(ch(FLD[l]))}, {ch(CITY)}")
    H(2); o.append(', '.join(r.sample(hard, r.randint(4, 12)) + r.sample(lab, r.randint(0, 3)))); o.append(' • '.join(r.sample(soft, r.randint(2, 6))))
    if r.random() < .3: o.append(ch(NEG[l]).format(ch(hard)))
    H(4); o.append(ch(['Français : langue maternelle, anglais courant (C1), espagnol scolaire', 'Français natif ; anglais B2', 'English: native, French B2', 'English (fluent), Español (básico)']))
    H(3); o.append(', '.join(r.sample(mad, r.randint(1, 6))) + '.')
    if r.random() < .25: o.append(ch(NEG[l]).format(ch(mad)) + '.')
    t = '\n'.join(o); want = r.randint(2000, 5600)
    while len(t) < want: t += f"\n- " + ch(BUL[l]).format(v=ch(VB[l]), n=ch(NN[l]), x=ch(XX[l]), k=r.randint(2, 250), m=r.randint(2, 24), c=ch(CITY)) + ' ' + (ch(den) if l == 'en' or r.random() < .2 else ch(lab) + '.')
    q = r.random()
    if q < .03: t = unicodedata.normalize('NFD', t)
    elif q < .13: t = noacc(t)
    if r.random() < .15: t = t.replace('\n', '\r\n')
    return f'C{i:07d}', f'{fn} {ln}', email, t
def phrases(d):
    os.makedirs(d, exist_ok=True)
    rnd = random.Random(7); e = esco(); c = [p for _, p in cues.all_cues()]; pool = [x for x in e['fr'][0][::7]]; rnd.shuffle(pool)
    base = cues.all_cues() + [('hard', p) for p in pool[:max(0, 600 - len(c))]]
    def w(name, items):
        open(f'{d}/phrases_{name}.txt', 'w').write(''.join(p + '\n' for _, p in items))
        by = {}
        for k, p in items: by.setdefault(k, []).append(p)
        quoted = lambda p: "'" + p.replace("'", "''") + "'"
        cues_of = lambda l: ''.join(f'        - {quoted(p)}\n' for p in l)
        job = '    weight: 1\n    job_link: { fr: banc, en: bench }\n    cues:\n      fr:\n'
        head = f'rubric: bench-{name}\nversion: 1\ntitle: {{ fr: Banc, en: Bench }}\nlang: fr\ncriteria:\n'
        open(f'{d}/rubric_{name}.yaml', 'w').write(head + ''.join(f'  - id: {k}-cues\n    kind: {k}\n{job}{cues_of(l)}' for k, l in by.items()))
    have = {p.lower() for _, p in base}; big = sorted({x for l in e.values() for x in l[0]} - have); rnd.shuffle(big)
    w('600', base[:600]); w('10k', base[:600] + [('hard', p) for p in big[:9400]])
if __name__ == '__main__':
    a = argparse.ArgumentParser(); a.add_argument('-n', type=lambda s: int(float(s)), default=10000); a.add_argument('-o'); a.add_argument('--seed', type=int, default=1)
    a.add_argument('--formats', default='csv,ndjson'); a.add_argument('-j', type=int, default=os.cpu_count()); a.add_argument('--phrases', action='store_true'); a = a.parse_args()
    if a.phrases: phrases(a.o); sys.exit()
    d = a.o or f'{HERE}/corpus_{a.n}'; os.makedirs(d, exist_ok=True); fs = a.formats.split(',')
    fc = open(f'{d}/candidates.csv', 'w', newline='', encoding='utf-8') if 'csv' in fs else None; fj = open(f'{d}/candidates.ndjson', 'w', encoding='utf-8') if 'ndjson' in fs else None
    cw = csv.writer(fc, lineterminator='\n') if fc else None
    if cw: cw.writerow(['id', 'name', 'email', 'cv_text'])
    with Pool(a.j, init, (a.seed,)) as p:
        for row in p.imap(cv, range(a.n), chunksize=500):
            if cw: cw.writerow(row)
            if fj: fj.write(json.dumps(dict(zip(('id', 'name', 'email', 'cv_text'), row)), ensure_ascii=False) + '\n')
            if 'txt' in fs:
                s = f'{d}/txt/{row[0][:5]}'; os.makedirs(s, exist_ok=True); open(f'{s}/{row[0]}.txt', 'w', newline='', encoding='utf-8').write(row[3])
