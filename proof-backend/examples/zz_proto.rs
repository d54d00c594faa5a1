//! MNIST-12-shaped CNN in halo2-axiom: polynomial-identity (Freivalds style) conv, in-circuit logUp via
//! second-phase advice, fused bias+relu+maxpool+requant gadget. No native lookup, 5 permutation columns.
use ff::{BatchInvert, Field};
use halo2_proofs::{
    circuit::{Cell, Layouter, SimpleFloorPlanner, Value},
    plonk::*,
    poly::{
        Rotation,
        commitment::ParamsProver,
        kzg::{
            commitment::{KZGCommitmentScheme, ParamsKZG},
            multiopen::{ProverSHPLONK, VerifierSHPLONK},
            strategy::SingleStrategy,
        },
    },
    transcript::{Blake2bRead, Blake2bWrite, Challenge255, TranscriptReadBuffer, TranscriptWriterBuffer},
};
use halo2curves::bn256::{Bn256, Fr, G1Affine};
use rand::{Rng, SeedableRng};
use std::time::Instant;

pub const K: u32 = 12;
const N: usize = 1 << K;
const TB: u64 = 2048; // 11-bit table
const U: usize = N - 12;
const Y2: usize = 2048;
const Y2E: usize = 3616;
const R0: usize = 3640;
pub const PRIV: bool = option_env!("PRIVX").is_some();
const XO: usize = if PRIV { 20 } else { 0 };
const OO: usize = if PRIV { 0 } else { 785 };

#[derive(Clone)]
pub struct Net {
    w1: Vec<i64>,
    b1: Vec<i64>,
    w2: Vec<i64>,
    b2: Vec<i64>,
    w3: Vec<i64>,
    b3: Vec<i64>,
} // kernels already flipped
fn gauss(r: &mut impl Rng) -> f64 {
    (0..12).map(|_| r.r#gen::<f64>()).sum::<f64>() - 6.0
}
impl Net {
    fn rand(seed: u64) -> Self {
        let mut r = rand_chacha::ChaCha20Rng::seed_from_u64(seed);
        let mut g = |n: usize| {
            (0..n).map(|_| ((gauss(&mut r) * 32.0).round() as i64).clamp(-127, 127)).collect::<Vec<_>>()
        };
        Net { w1: g(200), b1: g(8), w2: g(3200), b2: g(16), w3: g(2560), b3: g(10) }
    }
}
#[derive(Clone)]
pub struct Wit {
    x: Vec<i64>,
    y1: Vec<i64>,
    q1: Vec<i64>,
    y2: Vec<i64>,
    q2: Vec<i64>,
    out: Vec<i64>,
}
// y1: [8][32][32] full conv + bias only where a window is active; y2: [16][21][21]
fn forward(n: &Net, x: &[i64]) -> Wit {
    let mut y1 = vec![0i64; 8 * 1024];
    for co in 0..8 {
        for y in 0..28 {
            for xx in 0..28 {
                let v = x[y * 28 + xx];
                for ky in 0..5 {
                    for kx in 0..5 {
                        y1[co * 1024 + (y + ky) * 32 + xx + kx] += v * n.w1[co * 25 + ky * 5 + kx];
                    }
                }
            }
        }
    }
    let mut q1 = vec![0i64; 8 * 196];
    for co in 0..8 {
        for wy in 0..16 {
            for wx in 0..16 {
                let act = (1..15).contains(&wy) && (1..15).contains(&wx);
                let mut m = 0;
                for d in [0, 1, 32, 33] {
                    let c = &mut y1[co * 1024 + wy * 64 + wx * 2 + d];
                    if act {
                        *c += n.b1[co];
                    }
                    m = m.max(*c);
                }
                if act {
                    q1[co * 196 + (wy - 1) * 14 + wx - 1] = m >> 11;
                }
            }
        }
    }
    let mut y2 = vec![0i64; 16 * 441];
    for co in 0..16 {
        for ci in 0..8 {
            for y in 0..14 {
                for xx in 0..14 {
                    let v = q1[ci * 196 + y * 14 + xx];
                    for ky in 0..5 {
                        for kx in 0..5 {
                            y2[co * 441 + (y + ky + 1) * 21 + xx + kx + 1] +=
                                v * n.w2[((co * 8 + ci) * 5 + ky) * 5 + kx];
                        }
                    }
                }
            }
        }
    }
    let mut q2 = vec![0i64; 256];
    for co in 0..16 {
        for wy in 0..7 {
            for wx in 0..7 {
                let act = (1..5).contains(&wy) && (1..5).contains(&wx);
                let mut m = 0;
                for dy in 0..3 {
                    for dx in 0..3 {
                        let c = &mut y2[co * 441 + (wy * 3 + dy) * 21 + wx * 3 + dx];
                        if act {
                            *c += n.b2[co];
                        }
                        m = m.max(*c);
                    }
                }
                if act {
                    q2[co * 16 + (wy - 1) * 4 + wx - 1] = m >> 11;
                }
            }
        }
    }
    let out = (0..10).map(|j| n.b3[j] + (0..256).map(|i| q2[i] * n.w3[i * 10 + j]).sum::<i64>()).collect();
    Wit { x: x.to_vec(), y1, q1, y2, q2, out }
}
fn fr(v: i64) -> Fr {
    if v < 0 { -Fr::from((-v) as u64) } else { Fr::from(v as u64) }
}

#[derive(Clone)]
pub struct Cfg {
    hi: Vec<Column<Advice>>,
    lo: Vec<Column<Advice>>,
    q: Column<Advice>,
    rem: Column<Advice>,
    p: Column<Advice>,
    r: Column<Advice>,
    mult: Column<Advice>,
    xin: Column<Advice>,
    h: Vec<Column<Advice>>,
    s: Column<Advice>,
    ay: Column<Advice>,
    aq: Column<Advice>,
    ak: Column<Advice>,
    ai: Column<Advice>,
    af: Column<Advice>,
    inst: Column<Instance>,
    w: Vec<Column<Fixed>>,
    tab: Column<Fixed>,
    bias: Column<Fixed>,
    f: Vec<Column<Fixed>>,
    tau: Challenge,
    beta: Challenge,
}
// fixed selector columns
const S1: usize = 0;
const SA: usize = 1;
const SB: usize = 2;
const E2: usize = 3;
const E34: usize = 4;
const E3: usize = 5;
const E45: usize = 6;
const QA: usize = 7;
const F1: usize = 8;
const F8: usize = 9;
const FH: usize = 10;
const KA: usize = 11;
const G32: usize = 12;
const G896: usize = 13;
const G21: usize = 14;
const G357: usize = 15;
const IA: usize = 16;
const I1: usize = 17;
const I5: usize = 18;
const IO: usize = 19;
const FA: usize = 20;
const FB: usize = 21;
const HOLD: usize = 22;
const LK: usize = 23;
const LZ: usize = 24;
const SM: usize = 25;
const SZ: usize = 26;
const SE2: usize = 27;
const SE1: usize = 28;
const NF: usize = 29;

fn pw(t: &Expression<Fr>, n: u32) -> Expression<Fr> {
    // square and multiply
    let mut acc: Option<Expression<Fr>> = None;
    let mut base = t.clone();
    let mut n = n;
    while n > 0 {
        if n & 1 == 1 {
            acc = Some(match acc {
                None => base.clone(),
                Some(a) => a * base.clone(),
            });
        }
        n >>= 1;
        if n > 0 {
            base = base.clone() * base;
        }
    }
    acc.unwrap_or(Expression::Constant(Fr::ONE))
}
#[derive(Clone)]
pub struct Cnn {
    pub net: Net,
    pub wit: Option<Wit>,
}
impl Circuit<Fr> for Cnn {
    type Config = Cfg;
    type FloorPlanner = SimpleFloorPlanner;
    type Params = ();
    fn without_witnesses(&self) -> Self {
        Cnn { net: self.net.clone(), wit: None }
    }
    fn configure(m: &mut ConstraintSystem<Fr>) -> Cfg {
        let a1 = |m: &mut ConstraintSystem<Fr>| m.advice_column();
        let hi: Vec<_> = (0..5).map(|_| a1(m)).collect();
        let lo: Vec<_> = (0..5).map(|_| a1(m)).collect();
        let (q, rem, p, r, mult) = (a1(m), a1(m), a1(m), a1(m), a1(m));
        let xin = if PRIV { a1(m) } else { mult };
        let a2 = |m: &mut ConstraintSystem<Fr>| m.advice_column_in(SecondPhase);
        let h: Vec<_> = (0..5).map(|_| a2(m)).collect();
        let (s, ay, aq, ak, ai, af) = (a2(m), a2(m), a2(m), a2(m), a2(m), a2(m));
        for c in [ay, aq, ak, ai, af] {
            m.enable_equality(c);
        }
        let inst = m.instance_column();
        let w: Vec<_> = (0..5).map(|_| m.fixed_column()).collect();
        let tab = m.fixed_column();
        let bias = m.fixed_column();
        let f: Vec<_> = (0..NF).map(|_| m.fixed_column()).collect();
        let tau = m.challenge_usable_after(FirstPhase);
        let beta = m.challenge_usable_after(FirstPhase);
        let c = Cfg {
            hi,
            lo,
            q,
            rem,
            p,
            r,
            mult,
            xin,
            h,
            s,
            ay,
            aq,
            ak,
            ai,
            af,
            inst,
            w,
            tab,
            bias,
            f,
            tau,
            beta,
        };
        let cc = c.clone();
        m.create_gate("all", move |m| {
            let c = &cc;
            let cur = Rotation::cur();
            let nx = Rotation::next();
            let pv = Rotation::prev();
            let f: Vec<_> = c.f.iter().map(|x| m.query_fixed(*x, cur)).collect();
            let t = m.query_challenge(c.tau);
            let be = m.query_challenge(c.beta);
            let tb = Expression::Constant(Fr::from(TB));
            let d: Vec<_> = (0..5)
                .map(|i| m.query_advice(c.hi[i], cur) * tb.clone() + m.query_advice(c.lo[i], cur))
                .collect();
            let q = m.query_advice(c.q, cur);
            let qn = m.query_advice(c.q, nx);
            let rem = m.query_advice(c.rem, cur);
            let remn = m.query_advice(c.rem, nx);
            let mc = q.clone() * tb.clone() + rem.clone();
            let mn = qn.clone() * tb.clone() + remn;
            let p = m.query_advice(c.p, cur);
            let r = m.query_advice(c.r, cur);
            let rp = m.query_advice(c.r, pv);
            let mut g = vec![];
            // max/relu gadget
            g.push(
                (f[S1].clone() + f[SA].clone() + f[SB].clone())
                    * (p.clone() - d[0].clone() * d[1].clone() * d[2].clone()),
            );
            g.push(f[S1].clone() * p.clone() * d[3].clone() * mc.clone());
            g.push(f[SA].clone() * (r.clone() - p.clone() * d[3].clone() * d[4].clone()));
            g.push(f[SB].clone() * p.clone() * d[3].clone() * mc.clone() * rp);
            // Horner over conv outputs
            let bias = m.query_fixed(c.bias, cur);
            let lane = |offs: &[u32], top: u32, mm: &Expression<Fr>| {
                offs.iter()
                    .enumerate()
                    .map(|(i, o)| (mm.clone() - d[i].clone() - bias.clone()) * pw(&t, top - o))
                    .reduce(|a, b| a + b)
                    .unwrap()
            };
            let ay = m.query_advice(c.ay, cur);
            let ayn = m.query_advice(c.ay, nx);
            let st = f[E2].clone() * pw(&t, 2)
                + f[E34].clone() * pw(&t, 34)
                + f[E3].clone() * pw(&t, 3)
                + f[E45].clone() * pw(&t, 45)
                + f[SB].clone();
            g.push(
                (f[S1].clone() + f[SA].clone() + f[SB].clone()) * ayn
                    - ay.clone() * st
                    - f[S1].clone() * lane(&[0, 1, 32, 33], 33, &mc)
                    - f[SA].clone() * lane(&[0, 1, 2, 21, 22], 44, &mn)
                    - f[SB].clone() * lane(&[23, 42, 43, 44], 44, &mc),
            );
            // Horner over pooled activations
            let aq = m.query_advice(c.aq, cur);
            let aqn = m.query_advice(c.aq, nx);
            g.push(
                f[S1].clone() * aqn
                    - aq.clone() * (f[F1].clone() * t.clone() + f[F8].clone() * pw(&t, 8) + f[FH].clone())
                    - f[QA].clone() * q.clone(),
            );
            // Horner over kernels
            let w: Vec<_> = c.w.iter().map(|x| m.query_fixed(*x, cur)).collect();
            let wl4 = (0..5).map(|i| w[i].clone() * pw(&t, 4 - i as u32)).reduce(|a, b| a + b).unwrap();
            let ak = m.query_advice(c.ak, cur);
            let akn = m.query_advice(c.ak, nx);
            g.push(
                f[KA].clone() * akn
                    - ak.clone()
                        * (f[G32].clone() * pw(&t, 32)
                            + f[G896].clone() * pw(&t, 896)
                            + f[G21].clone() * pw(&t, 21)
                            + f[G357].clone() * pw(&t, 357))
                    - f[KA].clone() * wl4.clone(),
            );
            // Horner over instances
            let inst = m.query_instance(c.inst, cur);
            let ai = m.query_advice(c.ai, cur);
            let ain = m.query_advice(c.ai, nx);
            g.push(
                f[IA].clone() * ain
                    - ai.clone() * (f[I1].clone() * t.clone() + f[I5].clone() * pw(&t, 5))
                    - if PRIV {
                        f[IO].clone() * inst + (f[IA].clone() - f[IO].clone()) * m.query_advice(c.xin, cur)
                    } else {
                        f[IA].clone() * inst - f[IO].clone() * w[0].clone()
                    },
            );
            // FC projection
            let af = m.query_advice(c.af, cur);
            let afn = m.query_advice(c.af, nx);
            g.push(
                (f[SA].clone() + f[SB].clone()) * afn.clone()
                    - f[HOLD].clone() * af.clone()
                    - f[FA].clone() * qn * wl4.clone() * pw(&t, 5)
                    - f[FB].clone() * q.clone() * wl4,
            );
            // final product sums
            g.push(f[SM].clone() * (afn - af.clone() - aq.clone() * ak.clone()));
            g.push(f[SZ].clone() * af.clone());
            g.push(f[SE2].clone() * (aq.clone() - pw(&t, 44) * af.clone()));
            g.push(f[SE1].clone() * (af - aq * ak));
            // logUp
            let hi: Vec<_> = (0..5).map(|i| m.query_advice(c.hi[i], cur)).collect();
            let lo: Vec<_> = (0..5).map(|i| m.query_advice(c.lo[i], cur)).collect();
            let h: Vec<_> = c.h.iter().map(|x| m.query_advice(*x, cur)).collect();
            let q8 = q.clone() * Expression::Constant(Fr::from(8));
            let groups: Vec<Vec<Expression<Fr>>> = vec![
                vec![hi[0].clone(), hi[1].clone(), hi[2].clone()],
                vec![hi[3].clone(), hi[4].clone(), lo[0].clone()],
                vec![lo[1].clone(), lo[2].clone(), lo[3].clone()],
                vec![lo[4].clone(), rem],
                vec![q, q8],
            ];
            for (gi, gr) in groups.into_iter().enumerate() {
                let b: Vec<_> = gr.into_iter().map(|e| e + be.clone()).collect();
                let prod = b.iter().cloned().reduce(|x, y| x * y).unwrap();
                let sum = (0..b.len())
                    .map(|i| {
                        b.iter()
                            .enumerate()
                            .filter(|(j, _)| *j != i)
                            .map(|(_, e)| e.clone())
                            .reduce(|x, y| x * y)
                            .unwrap()
                    })
                    .reduce(|x, y| x + y)
                    .unwrap();
                g.push(f[LK].clone() * (h[gi].clone() * prod - sum));
            }
            let s = m.query_advice(c.s, cur);
            let sn = m.query_advice(c.s, nx);
            let tab = m.query_fixed(c.tab, cur);
            let mult = m.query_advice(c.mult, cur);
            let hs = h.iter().cloned().reduce(|x, y| x + y).unwrap();
            g.push(f[LK].clone() * ((sn - s.clone() - hs) * (be + tab) + mult));
            g.push(f[LZ].clone() * s);
            g
        });
        c
    }
    fn synthesize(&self, c: Cfg, mut layouter: impl Layouter<Fr>) -> Result<(), Error> {
        // ---------- fixed ----------
        let mut fx = vec![vec![0i64; N]; NF];
        let mut wf = vec![vec![0i64; N]; 5];
        let mut bf = vec![0i64; N];
        let n = &self.net;
        let mut kend = vec![0usize; 9];
        let mut qend = vec![0usize; 8];
        for co in 0..8 {
            for wy in 0..16 {
                for wx in 0..16 {
                    let row = co * 256 + wy * 16 + wx;
                    fx[S1][row] = 1;
                    if row > 0 {
                        if wx > 0 { fx[E2][row] = 1 } else { fx[E34][row] = 1 }
                    }
                    let act = (1..15).contains(&wy) && (1..15).contains(&wx);
                    if act {
                        bf[row] = n.b1[co];
                        fx[QA][row] = 1;
                        if wx > 1 {
                            fx[F1][row] = 1
                        } else if wy > 1 {
                            fx[F8][row] = 1
                        }
                    } else if !(wy == 0 && wx == 0) {
                        fx[FH][row] = 1
                    }
                }
            }
            qend[co] = co * 256 + 256;
        }
        for co in 0..16 {
            for wy in 0..7 {
                for wx in 0..7 {
                    let ra = Y2 + 2 * (co * 49 + wy * 7 + wx);
                    let rb = ra + 1;
                    fx[SA][ra] = 1;
                    fx[SB][rb] = 1;
                    fx[HOLD][rb] = 1;
                    if ra > Y2 {
                        fx[HOLD][ra] = 1;
                        if wx > 0 { fx[E3][ra] = 1 } else { fx[E45][ra] = 1 }
                    }
                    if (1..5).contains(&wy) && (1..5).contains(&wx) {
                        bf[ra] = n.b2[co];
                        bf[rb] = n.b2[co];
                        fx[FA][ra] = 1;
                        fx[FB][rb] = 1;
                        let i = co * 16 + (wy - 1) * 4 + wx - 1;
                        for j in 0..5 {
                            wf[j][ra] = n.w3[i * 10 + j];
                            wf[j][rb] = n.w3[i * 10 + 5 + j];
                        }
                    }
                }
            }
        }
        {
            let mut row = 0;
            for co in 0..8 {
                for ky in 0..5 {
                    fx[KA][row] = 1;
                    if ky > 0 {
                        fx[G32][row] = 1
                    } else if co > 0 {
                        fx[G896][row] = 1
                    }
                    for x in 0..5 {
                        wf[x][row] = n.w1[co * 25 + ky * 5 + x];
                    }
                    row += 1;
                }
            }
            kend[0] = row;
            for ci in 0..8 {
                for co in 0..16 {
                    for ky in 0..5 {
                        fx[KA][row] = 1;
                        if ky > 0 {
                            fx[G21][row] = 1
                        } else if co > 0 {
                            fx[G357][row] = 1
                        }
                        for x in 0..5 {
                            wf[x][row] = n.w2[((co * 8 + ci) * 5 + ky) * 5 + x];
                        }
                        row += 1;
                    }
                }
                kend[1 + ci] = row;
                if ci < 7 {}
            }
        }
        for i in 0..784 {
            fx[IA][XO + i] = 1;
            if i > 0 {
                if i % 28 > 0 { fx[I1][XO + i] = 1 } else { fx[I5][XO + i] = 1 }
            }
        }
        // accI end for x is row 784; outputs start at row 785 (784 left idle so the final value stays readable)
        for j in 0..10 {
            let row = OO + j;
            fx[IA][row] = 1;
            fx[IO][row] = 1;
            if j > 0 {
                fx[I1][row] = 1
            }
            if !PRIV {
                wf[0][row] = n.b3[j];
            }
        }
        for row in 0..U {
            fx[LK][row] = 1;
        }
        fx[LZ][0] = 1;
        fx[LZ][U] = 1;
        for i in 0..8 {
            fx[SM][R0 + i] = 1;
        }
        fx[SZ][R0] = 1;
        fx[SE2][R0 + 8] = 1;
        fx[SE1][R0 + 9] = 1;
        // ---------- witness phase 1 ----------
        let (mut hi, mut lo) = (vec![vec![0u64; N]; 5], vec![vec![0u64; N]; 5]);
        let (mut q, mut rem) = (vec![0u64; N], vec![0u64; N]);
        let (mut p, mut r) = (vec![0u128; N], vec![Fr::ZERO; N]);
        let mut mult = vec![0u64; N];
        let mut yv: Vec<[i64; 5]> = vec![[0; 5]; N];
        let mut mx = vec![0i64; N];
        let known = self.wit.is_some();
        if let Some(wt) = &self.wit {
            for row in 0..2048 {
                let (co, wy, wx) = (row / 256, row / 16 % 16, row % 16);
                let b = co * 1024 + wy * 64 + wx * 2;
                for (i, d) in [0, 1, 32, 33].iter().enumerate() {
                    yv[row][i] = wt.y1[b + d];
                }
                let m = (0..4).map(|i| yv[row][i]).max().unwrap().max(0);
                mx[row] = m;
                q[row] = (m >> 11) as u64;
                rem[row] = (m & 2047) as u64;
            }
            for wi in 0..784 {
                let (co, wy, wx) = (wi / 49, wi / 7 % 7, wi % 7);
                let b = co * 441 + wy * 63 + wx * 3;
                let (ra, rb) = (Y2 + 2 * wi, Y2 + 2 * wi + 1);
                for (i, d) in [0, 1, 2, 21, 22].iter().enumerate() {
                    yv[ra][i] = wt.y2[b + d];
                }
                for (i, d) in [23, 42, 43, 44].iter().enumerate() {
                    yv[rb][i] = wt.y2[b + d];
                }
                let m = yv[ra].iter().chain(yv[rb][..4].iter()).max().copied().unwrap().max(0);
                mx[ra] = m;
                mx[rb] = m;
                q[rb] = (m >> 11) as u64;
                rem[rb] = (m & 2047) as u64;
            }
            for row in 0..Y2E {
                let l = if row < Y2 || (row & 1) == 1 { 4 } else { 5 };
                let mut d = [0u64; 5];
                for i in 0..l {
                    d[i] = (mx[row] - yv[row][i]) as u64;
                    assert!(d[i] < 1 << 22, "range");
                    hi[i][row] = d[i] >> 11;
                    lo[i][row] = d[i] & 2047;
                }
                p[row] = d[0] as u128 * d[1] as u128 * d[2] as u128;
                if l == 5 {
                    r[row] = Fr::from_u128_(p[row]) * Fr::from(d[3]) * Fr::from(d[4]);
                }
                assert!(q[row] < 256);
            }
            for row in 0..U {
                for i in 0..5 {
                    mult[hi[i][row] as usize] += 1;
                    mult[lo[i][row] as usize] += 1;
                }
                mult[q[row] as usize] += 1;
                mult[8 * q[row] as usize] += 1;
                mult[rem[row] as usize] += 1;
            }
        }
        let v = |x: Fr| if known { Value::known(x) } else { Value::unknown() };
        layouter.assign_region(
            || "p1",
            |mut rg| {
                for k in 0..NF {
                    for row in 0..N - 8 {
                        if fx[k][row] != 0 {
                            rg.assign_fixed(c.f[k], row, Fr::ONE);
                        }
                    }
                }
                for k in 0..5 {
                    for row in 0..N - 8 {
                        if wf[k][row] != 0 {
                            rg.assign_fixed(c.w[k], row, fr(wf[k][row]));
                        }
                    }
                }
                for row in 0..N - 8 {
                    if bf[row] != 0 {
                        rg.assign_fixed(c.bias, row, fr(bf[row]));
                    }
                    rg.assign_fixed(c.tab, row, Fr::from((row as u64).min(TB - 1)));
                }
                for row in 0..U {
                    for i in 0..5 {
                        rg.assign_advice(c.hi[i], row, v(Fr::from(hi[i][row])));
                        rg.assign_advice(c.lo[i], row, v(Fr::from(lo[i][row])));
                    }
                    rg.assign_advice(c.q, row, v(Fr::from(q[row])));
                    rg.assign_advice(c.rem, row, v(Fr::from(rem[row])));
                    rg.assign_advice(c.p, row, v(Fr::from_u128_(p[row])));
                    rg.assign_advice(c.r, row, v(r[row]));
                    rg.assign_advice(c.mult, row, v(Fr::from(mult[row])));
                    if PRIV {
                        let xv = if row >= XO && row < XO + 784 {
                            self.wit.as_ref().map(|w| w.x[row - XO]).unwrap_or(0)
                        } else {
                            0
                        };
                        rg.assign_advice(c.xin, row, v(fr(xv)));
                    }
                }
                Ok(())
            },
        )?;
        layouter.next_phase();
        let tau = layouter.get_challenge(c.tau);
        let beta = layouter.get_challenge(c.beta);
        let mut t = Fr::ZERO;
        let mut be = Fr::ZERO;
        tau.map(|x| t = x);
        beta.map(|x| be = x);
        let p2 = known && t != Fr::ZERO;
        let v = |x: Fr| if p2 { Value::known(x) } else { Value::unknown() };
        // ---------- witness phase 2 ----------
        let (mut ay, mut aq, mut ak, mut ai, mut af, mut s) = (
            vec![Fr::ZERO; N],
            vec![Fr::ZERO; N],
            vec![Fr::ZERO; N],
            vec![Fr::ZERO; N],
            vec![Fr::ZERO; N],
            vec![Fr::ZERO; N],
        );
        let mut h = vec![vec![Fr::ZERO; N]; 5];
        if p2 {
            let wt = self.wit.as_ref().unwrap();
            let tp: Vec<Fr> = std::iter::successors(Some(Fr::ONE), |x| Some(*x * t)).take(1024).collect();
            let one = |k: usize, row: usize| fx[k][row] == 1;
            for row in 0..Y2E {
                let st = if one(E2, row) {
                    tp[2]
                } else if one(E34, row) {
                    tp[34]
                } else if one(E3, row) {
                    tp[3]
                } else if one(E45, row) {
                    tp[45]
                } else if one(SB, row) {
                    Fr::ONE
                } else {
                    Fr::ZERO
                };
                let (offs, top): (&[usize], usize) = if row < Y2 {
                    (&[0, 1, 32, 33], 33)
                } else if row & 1 == 0 {
                    (&[0, 1, 2, 21, 22], 44)
                } else {
                    (&[23, 42, 43, 44], 44)
                };
                let mut a = ay[row] * st;
                for (i, o) in offs.iter().enumerate() {
                    a += fr(yv[row][i] - bf[row]) * tp[top - o];
                }
                ay[row + 1] = a;
                if row + 1 == Y2 {}
            }
            for row in 0..Y2 {
                let st = if one(F1, row) {
                    t
                } else if one(F8, row) {
                    tp[8]
                } else if one(FH, row) {
                    Fr::ONE
                } else {
                    Fr::ZERO
                };
                aq[row + 1] = aq[row] * st + if one(QA, row) { Fr::from(q[row]) } else { Fr::ZERO };
            }
            let wl4 = |row: usize| (0..5).map(|i| fr(wf[i][row]) * tp[4 - i]).sum::<Fr>();
            for row in 0..680 {
                let st = if one(G32, row) {
                    tp[32]
                } else if one(G896, row) {
                    tp[896]
                } else if one(G21, row) {
                    tp[21]
                } else if one(G357, row) {
                    tp[357]
                } else {
                    Fr::ZERO
                };
                ak[row + 1] = ak[row] * st + wl4(row);
            }
            for row in 0..810 {
                if one(IA, row) {
                    let st = if one(I1, row) {
                        t
                    } else if one(I5, row) {
                        tp[5]
                    } else {
                        Fr::ZERO
                    };
                    let iv = if one(IO, row) { wt.out[row - OO] - n.b3[row - OO] } else { wt.x[row - XO] };
                    ai[row + 1] = ai[row] * st + fr(iv);
                }
            }
            for row in Y2..Y2E {
                let mut a = if one(HOLD, row) { af[row] } else { Fr::ZERO };
                if one(FA, row) {
                    a += Fr::from(q[row + 1]) * wl4(row) * tp[5];
                }
                if one(FB, row) {
                    a += Fr::from(q[row]) * wl4(row);
                }
                af[row + 1] = a;
            }
            for i in 0..8 {
                aq[R0 + i] = aq[qend[i]];
                ak[R0 + i] = ak[kend[1 + i]];
                af[R0 + i + 1] = af[R0 + i] + aq[R0 + i] * ak[R0 + i];
            }
            aq[R0 + 8] = ay[Y2E];
            assert_eq!(aq[R0 + 8], tp[44] * af[R0 + 8], "conv2 identity");
            aq[R0 + 9] = ai[XO + 784];
            ak[R0 + 9] = ak[kend[0]];
            af[R0 + 9] = ay[Y2];
            assert_eq!(af[R0 + 9], aq[R0 + 9] * ak[R0 + 9], "conv1 identity");
            assert_eq!(af[Y2E], ai[OO + 10], "fc");
            // logup: inverse table (values are < 2048 so invert the table once)
            let mut inv: Vec<Fr> = (0..TB).map(|i| be + Fr::from(i)).collect();
            inv.iter_mut().batch_invert();
            let iv = |x: u64| inv[x as usize];
            for row in 0..U {
                h[0][row] = iv(hi[0][row]) + iv(hi[1][row]) + iv(hi[2][row]);
                h[1][row] = iv(hi[3][row]) + iv(hi[4][row]) + iv(lo[0][row]);
                h[2][row] = iv(lo[1][row]) + iv(lo[2][row]) + iv(lo[3][row]);
                h[3][row] = iv(lo[4][row]) + iv(rem[row]);
                h[4][row] = iv(q[row]) + iv(8 * q[row]);
                s[row + 1] = s[row] + h[0][row] + h[1][row] + h[2][row] + h[3][row] + h[4][row]
                    - Fr::from(mult[row]) * iv((row as u64).min(TB - 1));
            }
            assert_eq!(s[U], Fr::ZERO);
        }
        layouter.assign_region(
            || "p2",
            |mut rg| {
                // the SimpleFloorPlanner places regions by column use: phase-2 columns are untouched so this region starts at row 0 too
                let mut cy: Vec<Cell> = vec![];
                let mut cq = vec![];
                let mut ck = vec![];
                let mut ci = vec![];
                let mut cf = vec![];
                for row in 0..U + 1 {
                    for i in 0..5 {
                        rg.assign_advice(c.h[i], row, v(h[i][row]));
                    }
                    rg.assign_advice(c.s, row, v(s[row]));
                    cy.push(rg.assign_advice(c.ay, row, v(ay[row])).cell());
                    cq.push(rg.assign_advice(c.aq, row, v(aq[row])).cell());
                    ck.push(rg.assign_advice(c.ak, row, v(ak[row])).cell());
                    ci.push(rg.assign_advice(c.ai, row, v(ai[row])).cell());
                    cf.push(rg.assign_advice(c.af, row, v(af[row])).cell());
                }
                for i in 0..8 {
                    rg.constrain_equal(cq[qend[i]], cq[R0 + i]);
                    rg.constrain_equal(ck[kend[1 + i]], ck[R0 + i]);
                }
                rg.constrain_equal(cy[Y2E], cq[R0 + 8]);
                rg.constrain_equal(ci[XO + 784], cq[R0 + 9]);
                rg.constrain_equal(ck[kend[0]], ck[R0 + 9]);
                rg.constrain_equal(cy[Y2], cf[R0 + 9]);
                rg.constrain_equal(cf[Y2E], ci[OO + 10]);
                Ok(())
            },
        )?;
        Ok(())
    }
}
trait FromU128 {
    fn from_u128_(x: u128) -> Self;
}
impl FromU128 for Fr {
    fn from_u128_(x: u128) -> Self {
        Fr::from((x >> 64) as u64) * Fr::from(1u64 << 32) * Fr::from(1u64 << 32) + Fr::from(x as u64)
    }
}

fn instances(net: &Net, x: &[i64], wit: &Wit) -> Vec<Fr> {
    if PRIV {
        (0..10).map(|j| fr(wit.out[j] - net.b3[j])).collect()
    } else {
        let mut inst: Vec<Fr> = x.iter().map(|v| fr(*v)).collect();
        inst.push(Fr::ZERO);
        inst.extend(wit.out.iter().map(|v| fr(*v)));
        inst
    }
}
pub fn sample() -> (Net, Vec<i64>, Wit, Vec<Fr>) {
    let net = Net::rand(7);
    let mut r = rand_chacha::ChaCha20Rng::seed_from_u64(3);
    let x: Vec<i64> = (0..784).map(|_| r.gen_range(0..256)).collect();
    let wit = forward(&net, &x);
    let inst = instances(&net, &x, &wit);
    (net, x, wit, inst)
}
pub fn main() {
    let net = Net::rand(7);
    let mut r = rand_chacha::ChaCha20Rng::seed_from_u64(3);
    let x: Vec<i64> = (0..784).map(|_| r.gen_range(0..256)).collect();
    let t0 = Instant::now();
    let mut wit = forward(&net, &x);
    for _ in 0..9 {
        wit = forward(&net, &x);
    }
    println!("plain int inference (i64 naive) {:?}", t0.elapsed() / 10);
    println!(
        "y1 absmax {} y2 absmax {} q1max {} q2max {} out {:?}",
        wit.y1.iter().map(|v| v.abs()).max().unwrap(),
        wit.y2.iter().map(|v| v.abs()).max().unwrap(),
        wit.q1.iter().max().unwrap(),
        wit.q2.iter().max().unwrap(),
        wit.out
    );
    let inst = instances(&net, &x, &wit);
    let circ = Cnn { net: net.clone(), wit: Some(wit.clone()) };
    if std::env::var("MOCK").is_ok() {
        let mp = halo2_proofs::dev::MockProver::run(K, &circ, vec![inst.clone()]).unwrap();
        println!("mock: {:?}", mp.verify().map_err(|e| e.into_iter().take(5).collect::<Vec<_>>()));
    }
    let t0 = Instant::now();
    let params = ParamsKZG::<Bn256>::setup(K, rand::rngs::OsRng);
    println!("srs {:?}", t0.elapsed());
    let empty = circ.without_witnesses();
    let t0 = Instant::now();
    let vk = keygen_vk(&params, &empty).unwrap();
    let tv = t0.elapsed();
    let pk = keygen_pk(&params, vk, &empty).unwrap();
    println!("keygen vk {:?} total {:?}", tv, t0.elapsed());
    let cs = pk.get_vk().cs();
    println!(
        "degree {} advice {} fixed {} inst {} perm {} lookups {} blinding {}",
        cs.degree(),
        cs.num_advice_columns(),
        cs.num_fixed_columns(),
        cs.num_instance_columns(),
        cs.permutation().get_columns().len(),
        cs.lookups().len(),
        cs.blinding_factors()
    );
    let reps: usize = std::env::var("REPS").ok().and_then(|s| s.parse().ok()).unwrap_or(5);
    let mut best = f64::MAX;
    let mut proof = vec![];
    for _ in 0..reps {
        let t0 = Instant::now();
        let mut tr = Blake2bWrite::<_, _, Challenge255<G1Affine>>::init(vec![]);
        let circ = Cnn { net: net.clone(), wit: Some(forward(&net, &x)) };
        create_proof::<KZGCommitmentScheme<Bn256>, ProverSHPLONK<'_, Bn256>, _, _, _, _>(
            &params,
            &pk,
            &[circ],
            &[&[&inst]],
            rand::rngs::OsRng,
            &mut tr,
        )
        .unwrap();
        proof = tr.finalize();
        best = best.min(t0.elapsed().as_secs_f64());
    }
    println!("PROVE (incl. witness) best of {reps}: {:.3}s  proof {} bytes", best, proof.len());
    let vf = |inst: &[Fr], proof: &[u8]| {
        let st = SingleStrategy::new(params.verifier_params());
        let mut tr = Blake2bRead::<_, _, Challenge255<G1Affine>>::init(proof);
        verify_proof::<KZGCommitmentScheme<Bn256>, VerifierSHPLONK<'_, Bn256>, _, _, _>(
            params.verifier_params(),
            pk.get_vk(),
            st,
            &[&[inst]],
            &mut tr,
        )
        .is_ok()
    };
    let mut bv = f64::MAX;
    for _ in 0..reps {
        let t0 = Instant::now();
        assert!(vf(&inst, &proof));
        bv = bv.min(t0.elapsed().as_secs_f64());
    }
    println!("VERIFY best {:.4}s", bv);
    let mut bad = inst.clone();
    bad[OO + 3] += Fr::ONE;
    println!("tampered output accepted? {}", vf(&bad, &proof));
    let mut bad = inst.clone();
    bad[5] += Fr::ONE;
    println!("tampered input accepted? {}", vf(&bad, &proof));
}
