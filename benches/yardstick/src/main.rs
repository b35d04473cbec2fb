//! Yardsticks for `benches/compare.sh`: `csv FILE` parses and nothing else; `trie FILE PHRASES [THREADS]` folds,
//! matches whole words and counts. No spans, sections, polarity or report: what they do is the least there is to do.
use std::{collections::HashMap, fs::File, io::Read, sync::{Arc, Mutex}};
mod fold; use fold::fold;
const CHUNK: usize = 1 << 20;
struct Src { f: File, carry: Vec<u8>, eof: bool, first: bool }
impl Src { // next block that ends on a record end (quote parity), streaming: memory stays ~ CHUNK
    fn next(&mut self, b: &mut Vec<u8>) -> bool {
        b.clear(); b.append(&mut self.carry);
        let mut odd = memchr::memchr_iter(b'"', b).count() & 1 == 1;
        loop {
            if self.eof { if b.is_empty() { return false } break }
            let o = b.len(); b.resize(o + CHUNK, 0); let mut n = 0;
            while n < CHUNK { let k = self.f.read(&mut b[o + n..]).unwrap(); if k == 0 { self.eof = true; break } n += k }
            b.truncate(o + n); odd ^= memchr::memchr_iter(b'"', &b[o..]).count() & 1 == 1;
            if self.eof { break }
            let (mut q, mut i, mut cut) = (odd, b.len(), 0);
            while i > 0 { i -= 1; match b[i] { b'"' => q = !q, b'\n' if !q => { cut = i + 1; break } _ => {} } }
            if cut > 0 { self.carry.extend_from_slice(&b[cut..]); b.truncate(cut); break }
        }
        if self.first { self.first = false; if let Some(p) = memchr::memchr(b'\n', b) { b.drain(..=p); } }
        true
    }
}
/// calls f(id, raw cv field bytes, quotes still doubled) for each record of a block
fn records<'a>(b: &'a [u8], mut f: impl FnMut(&'a [u8], &'a [u8])) {
    let mut i = 0;
    while i < b.len() {
        let (mut id, mut cv): (&[u8], &[u8]) = (&[], &[]); let mut col = 0;
        loop {
            let s = i; let fld: &[u8];
            if b.get(i) == Some(&b'"') { i += 1; loop { match memchr::memchr(b'"', &b[i..]) { Some(p) => { i += p + 1; if b.get(i) == Some(&b'"') { i += 1 } else { break } } None => { i = b.len() + 1; break } } } fld = &b[s + 1..i - 1]; i = i.min(b.len()) }
            else { i = memchr::memchr2(b',', b'\n', &b[i..]).map_or(b.len(), |p| i + p); fld = &b[s..i] }
            if col == 0 { id = fld } if col == 3 { cv = fld } col += 1;
            match b.get(i) { Some(b',') => i += 1, Some(b'\r') => { i += 2; break } Some(_) => { i += 1; break } None => break }
        }
        if col > 1 { f(id, cv) }
    }
}
// ---- scanners: scan(folded or raw text, hit callback(phrase)) ----
enum Eng { None, Trie(Trie) }
/// word trie: per token one 8..n byte hash, one 64 KiB bitmap probe; only then a table
pub struct Trie { bits: Vec<u64>, root: Tab, next: Tab, out: Vec<u32> }
struct Tab { k: Vec<(u64, u32)>, mask: usize }
impl Tab {
    fn new(m: &HashMap<u64, u32>) -> Tab { let n = (m.len() * 3).next_power_of_two().max(16); let mut t = Tab { k: vec![(0, 0); n], mask: n - 1 };
        for (&h, &v) in m { let mut i = h as usize & t.mask; while t.k[i].1 != 0 { i = (i + 1) & t.mask } t.k[i] = (h, v) } t }
    #[inline] fn get(&self, h: u64) -> u32 { let mut i = h as usize & self.mask; loop { let (a, b) = self.k[i]; if b == 0 || a == h { return if a == h { b } else { 0 } } i = (i + 1) & self.mask } }
}
#[inline(always)] fn mix(h: u64) -> u64 { let r = (h as u128).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835u128); (r >> 64) as u64 ^ r as u64 }
#[inline(always)] fn tok_hash(t: &[u8], s: usize, e: usize) -> u64 { // t is padded by 8 bytes
    let n = e - s; let ld = |p: usize| u64::from_le_bytes(t[p..p + 8].try_into().unwrap());
    if n <= 8 { let x = ld(s) & (u64::MAX >> (64 - 8 * n)); mix(x ^ n as u64) } else { let mut h = n as u64; let mut p = s; while p + 8 <= e { h = mix(h ^ ld(p)); p += 8 } mix(h ^ ld(e - 8)) }
}
fn step(n: u32, h: u64) -> u64 { mix(h ^ (n as u64) << 40 ^ 0x55) }
impl Trie {
    fn new(ph: &[Vec<u8>]) -> Trie {
        let (mut root, mut next, mut out) = (HashMap::new(), HashMap::new(), vec![0u32]); let mut bits = vec![0u64; 8192];
        for (i, p) in ph.iter().enumerate() {
            let mut pad = p.clone(); pad.extend_from_slice(&[32; 80]); let mut toks = vec![]; tokens(&pad, p.len(), |s, e| toks.push(tok_hash(&pad, s, e)));
            let mut n = 0u32;
            for (j, &h) in toks.iter().enumerate() {
                let (m, key) = if j == 0 { bits[(h >> 45) as usize >> 6 & 8191] |= 1 << (h >> 45 & 63); (&mut root, h) } else { (&mut next, step(n, h)) };
                n = *m.entry(key).or_insert_with(|| { out.push(0); (out.len() - 1) as u32 });
            }
            if n > 0 { out[n as usize] = i as u32 + 1 }
        }
        Trie { bits, root: Tab::new(&root), next: Tab::new(&next), out }
    }
    fn scan(&self, t: &[u8], len: usize, hs: &mut Vec<u64>, mut f: impl FnMut(usize)) {
        hs.clear(); tokens(t, len, |s, e| hs.push(tok_hash(t, s, e)));
        for (i, &h) in hs.iter().enumerate() {
            if self.bits[(h >> 45) as usize >> 6 & 8191] >> (h >> 45 & 63) & 1 == 0 { continue }
            let mut n = self.root.get(h); let mut j = i;
            while n != 0 { let o = self.out[n as usize]; if o > 0 { f(o as usize - 1) } j += 1; if j >= hs.len() { break } n = self.next.get(step(n, hs[j])) }
        }
    }
}
/// tokens of a folded buffer (separators are 0x20; buffer padded past len) through 64-bit word masks
#[inline(always)] fn tokens(t: &[u8], len: usize, mut f: impl FnMut(usize, usize)) {
    let (mut i, mut start, mut inw) = (0, 0usize, false);
    while i < len {
        let mut m = 0u64; for k in 0..4 { m |= (fold::not_space16(&t[i + 16 * k..i + 16 * k + 16]) as u64) << (16 * k) }
        if len - i < 64 { m &= (1u64 << (len - i)) - 1 }
        let mut ed = m ^ (m << 1 | inw as u64); // edges
        while ed != 0 { let p = i + ed.trailing_zeros() as usize; if inw { f(start, p) } else { start = p } inw = !inw; ed &= ed - 1 }
        i += 64;
    }
    if inw { f(start, len) }
}
fn main() {
    let a: Vec<String> = std::env::args().collect(); let cmd = a[1].as_str(); let file = a.get(2).map_or("", |s| s); let thr: usize = a.get(4).map_or(1, |s| s.parse().unwrap());
    match cmd {
        "csv" => { let mut r = csv::ReaderBuilder::new().buffer_capacity(1 << 18).from_path(file).unwrap(); let mut rec = csv::ByteRecord::new(); let (mut n, mut l) = (0, 0); while r.read_byte_record(&mut rec).unwrap() { n += 1; l += rec[3].len() } println!("csv rows={n} cv_bytes={l}"); return }
        _ => {}
    }
    let raw: Vec<Vec<u8>> = a.get(3).filter(|p| *p != "-").map_or(vec![], |p| std::fs::read(p).unwrap().split(|&c| c == b'\n').filter(|l| !l.is_empty()).map(|l| l.to_vec()).collect());

    let ph: Vec<Vec<u8>> = raw.iter().map(|p| { let mut o = vec![]; fold(p, &mut o); while o.last() == Some(&32) { o.pop(); } o }).collect();
    let t0 = std::time::Instant::now();
    let eng = match cmd { "split" => Eng::None, "trie" => Eng::Trie(Trie::new(&ph)), _ => panic!("command?") };
    let build = t0.elapsed(); let eng = Arc::new(eng);
    let src = Arc::new(Mutex::new(Src { f: File::open(file).unwrap(), carry: vec![], eof: false, first: true }));
    let run = |eng: Arc<Eng>, src: Arc<Mutex<Src>>, cmd: String, np: usize| move || {
        let (mut b, mut o, mut hs) = (vec![], vec![], vec![]); let (mut rows, mut hits, mut bytes, ntok) = (0u64, 0u64, 0u64, 0u64);
        let mut top: Vec<(u32, u32, Vec<u8>)> = vec![]; let mut stamp = vec![0u32; np]; let mut gen = 0u32;
        while { let mut s = src.lock().unwrap(); s.next(&mut b) } {
            records(&b, |id, cv| {
                rows += 1; bytes += cv.len() as u64; if cmd == "split" { return } gen += 1;
                let (mut c, mut d) = (0u32, 0u32); let mut hit = |p: usize| { c += 1; if stamp[p] != gen { stamp[p] = gen; d += 1 } };
                let n = fold(cv, &mut o); 
                match &*eng {
                    Eng::None => {}
                    Eng::Trie(x) => x.scan(&o, n, &mut hs, &mut hit),
                }
                hits += c as u64;
                if d > 0 && (top.len() < 50 || (d, c) > (top[49].0, top[49].1)) { let k = top.partition_point(|x| (x.0, x.1) >= (d, c)); top.insert(k, (d, c, id.to_vec())); top.truncate(50) }
            });
        }
        (rows, hits, bytes, ntok, top)
    };
    let hs: Vec<_> = (0..thr).map(|_| std::thread::spawn(run(eng.clone(), src.clone(), cmd.to_string(), ph.len()))).collect();
    let (mut rows, mut hits, mut bytes, mut nt, mut top) = (0, 0, 0, 0, vec![]);
    for h in hs { let r = h.join().unwrap(); rows += r.0; hits += r.1; bytes += r.2; nt += r.3; top.extend(r.4) }
    top.sort_by(|a, b| (b.0, b.1, &a.2).cmp(&(a.0, a.1, &b.2))); top.truncate(50);
    println!("{cmd} rows={rows} cv_bytes={bytes} hits={hits} tokens={nt} build_ms={:.1}", build.as_secs_f64() * 1e3);
    for t in top.iter().take(50) { println!("{}\t{}\t{}", String::from_utf8_lossy(&t.2), t.0, t.1) }
}
