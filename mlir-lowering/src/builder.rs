//! A thin typed builder of affine MLIR over melior's generic operations.
//!
//! A [`Builder`] appends to one block. Integers are signless; [`Memref`] carries the element type, so a load
//! knows whether to sign- or zero-extend. Arithmetic wraps at its width and carries no `nsw` or `nuw`.

use gadgets::ElementType;
use gadgets::nest::{Counter, Index};
use melior::Context;
use melior::ir::attribute::{DenseI32ArrayAttribute, IntegerAttribute};
use melior::ir::operation::{OperationBuilder, OperationLike};
use melior::ir::r#type::{IntegerType, MemRefType};
use melior::ir::{
    Attribute, Block, BlockLike, BlockRef, Identifier, Location, Operation, OperationRef, Region, RegionLike,
    Type, Value, ValueLike,
};
use std::cell::RefCell;
use std::rc::Rc;

use crate::index::map;

mod function;
mod position;

pub use function::{ELEMENT, Signature, function};

/// A contiguous row-major buffer with a static shape.
#[derive(Clone, Copy, Debug)]
pub struct Memref<'c, 'a> {
    /// The memref itself.
    pub value: Value<'c, 'a>,
    /// Storage type of the elements.
    pub element: ElementType,
}

/// Operations on two integers of one type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binary {
    /// Sum.
    Add,
    /// Difference.
    Sub,
    /// Product.
    Mul,
    /// Bitwise or.
    Or,
    /// Signed maximum.
    Max,
    /// Signed minimum.
    Min,
    /// Unsigned minimum.
    MinUnsigned,
    /// Unsigned maximum.
    MaxUnsigned,
    /// Bitwise exclusive or.
    Xor,
    /// Right shift, the sign comes in.
    ShiftRight,
    /// Unsigned quotient; the divisor is never 0.
    DivideUnsigned,
    /// Unsigned remainder; the divisor is never 0.
    RemainderUnsigned,
}

impl Binary {
    const fn operation(self) -> &'static str {
        match self {
            Self::Add => "arith.addi",
            Self::Sub => "arith.subi",
            Self::Mul => "arith.muli",
            Self::Or => "arith.ori",
            Self::Max => "arith.maxsi",
            Self::Min => "arith.minsi",
            Self::MinUnsigned => "arith.minui",
            Self::MaxUnsigned => "arith.maxui",
            Self::Xor => "arith.xori",
            Self::ShiftRight => "arith.shrsi",
            Self::DivideUnsigned => "arith.divui",
            Self::RemainderUnsigned => "arith.remui",
        }
    }
}

/// The iterations of a loop: from the largest of `lower` to below the smallest of `upper`, by 1.
#[derive(Clone, Debug)]
pub struct Trip {
    /// The loop starts at the largest.
    pub lower: Vec<Index>,
    /// The loop ends before the smallest.
    pub upper: Vec<Index>,
}

impl Trip {
    /// `0..n`.
    pub fn count(n: usize) -> Self {
        Self { lower: vec![Index::default()], upper: vec![Index::constant(n as i64)] }
    }
}

/// Appends operations to a block; nested loops get builders of their own.
#[derive(Clone)]
pub struct Builder<'c, 'a> {
    context: &'c Context,
    block: BlockRef<'c, 'a>,
    location: Location<'c>,
    constants: Constants<'c, 'a>,
    counters: Counters<'c, 'a>,
}

/// What index expressions are made of.
type Counters<'c, 'a> = Rc<RefCell<Vec<Variable<'c, 'a>>>>;

/// A loop's counter, or a computed position.
#[derive(Clone, Copy)]
struct Variable<'c, 'a> {
    /// It lies below.
    count: usize,
    /// Its MLIR value, of a counter once the loop is open.
    value: Option<Value<'c, 'a>>,
    /// Whether affine maps may use it.
    affine: bool,
}

/// The constants of a function, each once, at the start of its first block.
#[derive(Clone)]
struct Constants<'c, 'a> {
    block: BlockRef<'c, 'a>,
    made: Rc<RefCell<Vec<Constant<'c, 'a>>>>,
}

/// In place of a width: an index.
pub(crate) const INDEX: u32 = 0;

/// Width and value of a constant, and its operation's result.
type Constant<'c, 'a> = (u32, i64, Value<'c, 'a>);

impl<'c, 'a> Constants<'c, 'a> {
    fn new(block: BlockRef<'c, 'a>) -> Self {
        Self { block, made: Rc::default() }
    }
}

/// The memref type of `shape` with elements stored as `element`.
pub fn memref_type<'c>(context: &'c Context, element: ElementType, shape: &[usize]) -> Type<'c> {
    let shape: Vec<i64> = shape.iter().map(|d| *d as i64).collect();
    MemRefType::new(IntegerType::new(context, element.bits()).into(), &shape, None, None).into()
}

fn argument<'c, 'a>(block: BlockRef<'c, 'a>, i: usize) -> Value<'c, 'a> {
    block.argument(i).expect("the block was made with this argument").into()
}

impl<'c, 'a> Builder<'c, 'a> {
    /// Appends any operation. Attributes may be discardable ones.
    pub fn append(
        &self,
        name: &str,
        operands: &[Value<'c, 'a>],
        results: &[Type<'c>],
        attributes: &[(&str, Attribute<'c>)],
        regions: usize,
    ) -> OperationRef<'c, 'a> {
        self.block.append_operation(self.detached(name, operands, results, attributes, regions))
    }

    fn detached(
        &self,
        name: &str,
        operands: &[Value<'c, 'a>],
        results: &[Type<'c>],
        attributes: &[(&str, Attribute<'c>)],
        regions: usize,
    ) -> Operation<'c> {
        let attributes: Vec<_> =
            attributes.iter().map(|(name, a)| (Identifier::new(self.context, name), *a)).collect();
        OperationBuilder::new(name, self.location)
            .add_operands(operands)
            .add_results(results)
            .add_attributes(&attributes)
            .add_regions_vec((0..regions).map(|_| Region::new()).collect())
            .build()
            .expect("only the inference of result types can fail, and they are given")
    }

    fn one(
        &self,
        name: &str,
        operands: &[Value<'c, 'a>],
        result: Type<'c>,
        attributes: &[(&str, Attribute<'c>)],
    ) -> Value<'c, 'a> {
        result_of(self.append(name, operands, &[result], attributes, 0), 0)
    }

    /// Opens the region of an operation that was just appended with a block of these arguments.
    fn open(&self, op: OperationRef<'c, 'a>, arguments: &[Type<'c>]) -> BlockRef<'c, 'a> {
        let arguments: Vec<_> = arguments.iter().map(|t| (*t, self.location)).collect();
        let region = op.region(0).expect("the operation was made with a region");
        region.append_block(Block::new(&arguments))
    }

    fn integer(&self, bits: u32) -> Type<'c> {
        IntegerType::new(self.context, bits).into()
    }

    /// The constant `value`, which fits `bits`; it is defined before all loops, wherever it is asked for.
    pub fn constant(&self, bits: u32, value: i64) -> Value<'c, 'a> {
        let mut made = self.constants.made.borrow_mut();
        if let Some((.., known)) = made.iter().find(|(b, v, _)| (*b, *v) == (bits, value)) {
            return *known;
        }
        let ty = if bits == INDEX { Type::index(self.context) } else { self.integer(bits) };
        let attribute = IntegerAttribute::new(ty, value).into();
        let operation = self.detached("arith.constant", &[], &[ty], &[("value", attribute)], 0);
        let constant = result_of(self.constants.block.insert_operation(made.len(), operation), 0);
        made.push((bits, value, constant));
        constant
    }

    /// `a op b`.
    pub fn binary(&self, op: Binary, a: Value<'c, 'a>, b: Value<'c, 'a>) -> Value<'c, 'a> {
        self.one(op.operation(), &[a, b], a.r#type(), &[])
    }

    /// Whether `a` and `b` differ, one bit.
    pub fn differs(&self, a: Value<'c, 'a>, b: Value<'c, 'a>) -> Value<'c, 'a> {
        self.compare(1, a, b)
    }

    /// Whether `a` is less than `b`, one bit.
    pub fn less(&self, a: Value<'c, 'a>, b: Value<'c, 'a>) -> Value<'c, 'a> {
        self.compare(2, a, b)
    }

    /// Whether `a` and `b` are equal, one bit.
    pub fn equal(&self, a: Value<'c, 'a>, b: Value<'c, 'a>) -> Value<'c, 'a> {
        self.compare(0, a, b)
    }

    pub(in crate::builder) fn compare(
        &self,
        predicate: i64,
        a: Value<'c, 'a>,
        b: Value<'c, 'a>,
    ) -> Value<'c, 'a> {
        let predicate = IntegerAttribute::new(self.integer(64), predicate);
        self.one("arith.cmpi", &[a, b], self.integer(1), &[("predicate", predicate.into())])
    }

    /// `condition ? then : otherwise`.
    pub fn select(
        &self,
        condition: Value<'c, 'a>,
        then: Value<'c, 'a>,
        otherwise: Value<'c, 'a>,
    ) -> Value<'c, 'a> {
        self.one("arith.select", &[condition, then, otherwise], then.r#type(), &[])
    }

    /// `value`, of `from` bits, as `to` bits: extended by its sign or by zeros, or its low bits.
    pub fn resize(&self, value: Value<'c, 'a>, from: u32, signed: bool, to: u32) -> Value<'c, 'a> {
        let name = match from.cmp(&to) {
            std::cmp::Ordering::Equal => return value,
            std::cmp::Ordering::Greater => "arith.trunci",
            std::cmp::Ordering::Less if signed => "arith.extsi",
            std::cmp::Ordering::Less => "arith.extui",
        };
        self.one(name, &[value], self.integer(to), &[])
    }

    /// The element as an integer of `bits`.
    pub fn load(&self, memref: Memref<'c, 'a>, indices: &[Index], bits: u32) -> Value<'c, 'a> {
        let (attribute, dims) = self.map(indices);
        let operands = [vec![memref.value], dims].concat();
        let element = memref.element;
        let raw = self.one("affine.load", &operands, self.integer(element.bits()), &[("map", attribute)]);
        self.resize(raw, element.bits(), element.signed(), bits)
    }

    /// `memref[indices] = value`, which is as wide as an element.
    pub fn store(&self, value: Value<'c, 'a>, memref: Memref<'c, 'a>, indices: &[Index]) {
        let (attribute, dims) = self.map(indices);
        let operands = [vec![value, memref.value], dims].concat();
        self.append("affine.store", &operands, &[], &[("map", attribute)], 0);
    }

    /// A local buffer.
    pub fn local(&self, element: ElementType, shape: &[usize]) -> Memref<'c, 'a> {
        let segments = DenseI32ArrayAttribute::new(self.context, &[0, 0]).into();
        let ty = memref_type(self.context, element, shape);
        let value = self.one("memref.alloca", &[], ty, &[("operandSegmentSizes", segments)]);
        Memref { value, element }
    }

    /// A counter for a loop of at most `count` iterations from 0 that is opened later; index expressions may use it
    /// already.
    pub fn counter(&self, count: usize) -> Counter {
        let mut all = self.counters.borrow_mut();
        all.push(Variable { count, value: None, affine: true });
        Counter(all.len() as u32 - 1)
    }

    /// Bounds on an index expression; `None` where it may overflow.
    pub fn extent(&self, ix: &Index) -> Option<(i64, i64)> {
        let all = self.counters.borrow();
        ix.bounds(&|c| all.get(c.0 as usize).map(|v| (0, v.count as i64 - 1)))
    }

    /// Runs `body` for each iteration.
    pub fn each(&self, counter: Counter, trip: &Trip, body: impl FnOnce(&Self)) {
        self.repeat(counter, trip, None, |b, _| {
            body(b);
            None
        });
    }

    /// Folds `body` over the iterations, from `init`.
    pub fn fold(
        &self,
        counter: Counter,
        trip: &Trip,
        init: Value<'c, 'a>,
        body: impl FnOnce(&Self, Value<'c, 'a>) -> Value<'c, 'a>,
    ) -> Value<'c, 'a> {
        let op = self.repeat(counter, trip, Some(init), |b, acc| Some(body(b, acc.unwrap_or(init))));
        result_of(op, 0)
    }

    fn repeat(
        &self,
        counter: Counter,
        trip: &Trip,
        init: Option<Value<'c, 'a>>,
        body: impl FnOnce(&Self, Option<Value<'c, 'a>>) -> Option<Value<'c, 'a>>,
    ) -> OperationRef<'c, 'a> {
        let (lower, lower_dims) = self.map(&trip.lower);
        let (upper, upper_dims) = self.map(&trip.upper);
        let index = Type::index(self.context);
        let carried: Vec<Value<'c, 'a>> = init.into_iter().collect();
        let results: Vec<Type<'c>> = carried.iter().map(ValueLike::r#type).collect();
        let segments = [lower_dims.len(), upper_dims.len(), carried.len()].map(|n| n as i32);
        let attributes = [
            ("lowerBoundMap", lower),
            ("upperBoundMap", upper),
            ("step", IntegerAttribute::new(index, 1).into()),
            ("operandSegmentSizes", DenseI32ArrayAttribute::new(self.context, &segments).into()),
        ];
        let operands = [lower_dims, upper_dims, carried].concat();
        // The operation is appended before its region is filled, so that all inside lives as long.
        let op = self.append("affine.for", &operands, &results, &attributes, 1);
        let block = self.open(op, &[vec![index], results].concat());
        let inner = Self { block, ..self.clone() };
        if let Some(variable) = self.counters.borrow_mut().get_mut(counter.0 as usize) {
            variable.value = Some(argument(block, 0));
        }
        let acc = init.map(|_| argument(block, 1));
        let next = body(&inner, acc);
        inner.append("affine.yield", next.as_slice(), &[], &[], 0);
        op
    }

    /// The map of index expressions of open loops, and its operands.
    fn map(&self, indices: &[Index]) -> (Attribute<'c>, Vec<Value<'c, 'a>>) {
        let (attribute, dims) = map(self.context, indices)
            .expect("views make index expressions of sums, quotients and remainders");
        let all = self.counters.borrow();
        let value = |c: &Counter| all.get(c.0 as usize).and_then(|v| v.value);
        let values =
            dims.iter().map(|c| value(c).expect("an index uses the counters of open loops")).collect();
        (attribute, values)
    }
}

fn result_of<'c, 'a>(op: OperationRef<'c, 'a>, i: usize) -> Value<'c, 'a> {
    op.result(i).expect("the operation was made with this result").into()
}
