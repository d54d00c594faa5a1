//! Sums of products of expressions in one order, so that equal ones are the same.

use super::tree::{Kind, Node, Tree};

/// A polynomial whose factors are trees.
#[derive(Default)]
pub(super) struct Polynomial {
    pub terms: Vec<(i64, Vec<Tree>)>,
    pub constant: i64,
}

impl Polynomial {
    /// Adds a term; sums in it that are computed no narrower are written out.
    pub fn add(&mut self, coefficient: i64, factors: Vec<Tree>, width: u32) -> Option<()> {
        let inner = |t: &Tree| match t {
            Tree::Node(n) if n.width >= width && matches!(n.kind, Kind::Map { .. }) => Some((**n).clone()),
            _ => None,
        };
        if let [one] = &factors[..]
            && let Some(Node { kind: Kind::Map { terms, constant }, children, .. }) = inner(one)
        {
            self.constant = self.constant.checked_add(constant.checked_mul(coefficient)?)?;
            for (c, own) in terms {
                let own = own.iter().map(|k| children[*k].clone()).collect();
                self.push(coefficient.checked_mul(c)?, own)?;
            }
            return Some(());
        }
        let (mut coefficient, mut all) = (coefficient, Vec::new());
        for f in factors {
            match inner(&f) {
                Some(Node { kind: Kind::Map { terms, constant: 0 }, children, .. })
                    if terms.len() == 1 && terms[0].1.len() == 1 =>
                {
                    coefficient = coefficient.checked_mul(terms[0].0)?;
                    all.push(children[terms[0].1[0]].clone());
                }
                _ => all.push(f),
            }
        }
        self.push(coefficient, all)
    }

    fn push(&mut self, coefficient: i64, mut factors: Vec<Tree>) -> Option<()> {
        factors.sort_by_key(Tree::key);
        match self.terms.iter_mut().find(|(_, f)| *f == factors) {
            Some((c, _)) => *c = c.checked_add(coefficient)?,
            None => self.terms.push((coefficient, factors)),
        }
        Some(())
    }

    /// The sum, computed in this many bits.
    pub fn tree(self, width: u32) -> Tree {
        let Self { mut terms, constant } = self;
        terms.retain(|(c, _)| *c != 0);
        let degree = |f: &[Tree]| (std::cmp::Reverse(f.len()), f.iter().map(Tree::key).collect::<Vec<_>>());
        terms.sort_by_key(|(_, f)| degree(f));
        if let ([(1, one)], 0) = (&terms[..], constant)
            && let [one] = &one[..]
            && one.width() <= width
        {
            return one.clone();
        }
        // What is added to a sum of products is as good as what that starts from.
        if let ([(1, a), (1, b)], 0) = (&terms[..], constant)
            && let ([a], [b]) = (&a[..], &b[..])
        {
            for (sum, start) in [(a, b), (b, a)] {
                if let (Tree::Node(n), Tree::Element(_)) = (sum, start)
                    && n.kind == Kind::Einsum
                    && (n.children.len(), n.width) == (2, width)
                {
                    let mut n = n.clone();
                    n.children.push(start.clone());
                    return Tree::Node(n);
                }
            }
        }
        let mut children: Vec<Tree> = Vec::new();
        let mut number = |f: Tree| {
            children.iter().position(|c| *c == f).unwrap_or_else(|| {
                children.push(f);
                children.len() - 1
            })
        };
        // A constant is one in any width.
        let width = if terms.is_empty() { 64 } else { width };
        let terms = terms.into_iter().map(|(c, f)| (c, f.into_iter().map(&mut number).collect())).collect();
        Tree::new(Kind::Map { terms, constant }, width, vec![], children)
    }
}
