//! Texts: a model of a window of tokens run window after window, each of which adds the token that the model holds most
//! likely.
//!
//! The steps of a text are counted on from window to window, `2^h` for each: the first cuts the window out of the text, then
//! come those of the model, then one that adds a token; what is left up to `2^h` does nothing. So a window is one step of a
//! layer above the model's steps ([`Text::step_heights`]), and all else, machine A, machine AB and bounds on its
//! instructions, works as for a model of so many steps: a text is extended LLVM IR with another `@step`
//! ([`Text::extended`]).
//!
//! The text lies behind the model's arena, in a region of its own, which is both what a text starts from and what it comes to:
//! an i64, how many tokens there are; then, from byte 32 on, the tokens, in the type of the model's input. A window is the
//! last tokens, as many as the model takes; fewer are repeated behind themselves, where a causal model does not look. The
//! token that is added is the one with the largest logit behind the window's last, the first of equals.

use gadgets::{ElementType, Graph, Range, Status, TensorId};
use inkwell::attributes::{Attribute, AttributeLoc};
use inkwell::context::Context;
use thiserror::Error;

use crate::arena::{Arena, ArenaError};
use crate::entry::STEP;
use crate::extended::{Extended, ExtendedError, parse};
use crate::plan::{ALIGNMENT, MAX_LOG2_SIZE, Plan, Region, Slot};

/// The name that the model's `@step` has in a text's module.
const MODEL_STEP: &str = "step.model";
/// What the model's entry says of itself, and a kernel in the place of a step does not.
const PURE: [&str; 2] = ["memory", "nosync"];
/// Most windows of a text.
pub const MAX_WINDOWS: u64 = 1 << 16;

/// A model that writes no text.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum TextError {
    /// Another number of windows.
    #[error("a text of {0} windows: 1 to {MAX_WINDOWS} are possible")]
    Windows(u64),
    /// A model of another shape.
    #[error("no model of a window of tokens: {0}")]
    Shape(String),
    /// An arena beyond the virtual machine's.
    #[error("the text's arena takes more than 2^{MAX_LOG2_SIZE} bytes")]
    TooLarge,
    /// More tokens than there is room for, or none.
    #[error("a text of {got} tokens: it has to start from 1 to {most}")]
    Length {
        /// Most tokens to start from.
        most: usize,
        /// Tokens given.
        got: usize,
    },
    /// What the arena does not take.
    #[error(transparent)]
    Arena(#[from] ArenaError),
}

/// What a step of a text does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Cuts the window out of the text.
    Cut,
    /// This step of the model.
    Node(usize),
    /// Adds the next token.
    Add,
    /// Nothing.
    Rest,
}

/// A text that a model writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    plan: Plan,
    /// Steps of the model.
    nodes: usize,
    windows: u64,
    /// Where the window's tokens lie, and the logits.
    input: Slot,
    logits: Slot,
    tokens: u64,
    vocabulary: u64,
    range: Range,
    /// How many tokens the text has, and the tokens; room for a power of two.
    length: Slot,
    text: Slot,
}

impl Text {
    /// The text of `windows` windows that a model writes: one row of tokens in, and in output number `output` a row of logits
    /// for each of them.
    ///
    /// # Errors
    /// [`TextError`] for a model of another shape, and for more windows or bytes than there may be.
    pub fn new(graph: &Graph, plan: &Plan, output: usize, windows: u64) -> Result<Self, TextError> {
        if !(1..=MAX_WINDOWS).contains(&windows) {
            return Err(TextError::Windows(windows));
        }
        let shape = |what: &str| TextError::Shape(what.to_owned());
        let [input] = &graph.inputs[..] else { return Err(shape("not one input")) };
        let logits = graph.outputs.get(output).ok_or_else(|| shape("no such output"))?;
        let slot = |tensor: TensorId| plan.slot(tensor).cloned().ok_or_else(|| shape("a port without place"));
        let (tokens, all) =
            (graph.tensor(input.tensor).len() as u64, graph.tensor(logits.tensor).len() as u64);
        if tokens == 0 || !all.is_multiple_of(tokens) || all / tokens < 2 {
            return Err(shape("its output has no row of logits for each token"));
        }
        let (element, range) = (graph.tensor(input.tensor).element, graph.tensor(input.tensor).range);
        let room = (tokens + windows).next_power_of_two();
        let bytes = (ALIGNMENT + room * element.bytes() as u64).next_power_of_two();
        // Behind the model's arena, aligned to its size.
        let offset = plan.size().max(bytes);
        let log2_size = (offset + bytes).next_power_of_two().ilog2();
        if log2_size > MAX_LOG2_SIZE {
            return Err(TextError::TooLarge);
        }
        let slot_at = |offset, element, count| Slot { offset, element, count, tensors: Vec::new() };
        let length = slot_at(offset, ElementType::I64, 1);
        let text = slot_at(offset + ALIGNMENT, element, room);
        let region = Region { offset, log2_size: bytes.ilog2() };
        let mut slots = plan.slots.clone();
        slots.extend([length.clone(), text.clone()]);
        let own = Plan { log2_size, inputs: region, outputs: region, slots, ..plan.clone() };
        let (input, logits) = (slot(input.tensor)?, slot(logits.tensor)?);
        let (nodes, vocabulary) = (graph.nodes.len(), all / tokens);
        Ok(Self { plan: own, nodes, windows, input, logits, tokens, vocabulary, range, length, text })
    }

    /// The memory plan: the model's, and the text behind it, which is input and output.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Heights of the layers of steps: windows, and the steps of each.
    pub fn step_heights(&self) -> Vec<u32> {
        let log2 = |n: u64| n.max(2).next_power_of_two().ilog2();
        vec![log2(self.windows), log2(self.nodes as u64 + 2)]
    }

    /// log2 of the steps of a window.
    fn log2_steps(&self) -> u32 {
        self.step_heights()[1]
    }

    /// Steps of all windows.
    pub fn steps(&self) -> u64 {
        self.windows << self.log2_steps()
    }

    /// What a step does, and in which window.
    pub fn act(&self, step: u64) -> (u64, Act) {
        let at = (step & ((1 << self.log2_steps()) - 1)) as usize;
        let act = match at {
            0 => Act::Cut,
            at if at <= self.nodes => Act::Node(at - 1),
            at if at == self.nodes + 1 => Act::Add,
            _ => Act::Rest,
        };
        (step >> self.log2_steps(), act)
    }

    /// The slots that a step writes which is none of the model's.
    pub fn written(&self, act: Act) -> Vec<&Slot> {
        match act {
            Act::Cut => vec![&self.input],
            Act::Add => vec![&self.length, &self.text],
            Act::Node(_) | Act::Rest => Vec::new(),
        }
    }

    /// Puts the tokens that the text starts from into an arena of [`Text::plan`].
    ///
    /// # Errors
    /// [`TextError`] for none, more than there is room for, and such as the input's type does not hold.
    pub fn start(&self, arena: &mut Arena, tokens: &[i64]) -> Result<(), TextError> {
        let most = (self.text.count - self.windows) as usize;
        if !(1..=most).contains(&tokens.len()) {
            return Err(TextError::Length { most, got: tokens.len() });
        }
        let mut all = vec![0; self.text.count as usize];
        all[..tokens.len()].copy_from_slice(tokens);
        arena.write_slot(&self.length, "length", &[tokens.len() as i64])?;
        Ok(arena.write_slot(&self.text, "tokens", &all)?)
    }

    /// The text in an arena of [`Text::plan`].
    pub fn tokens(&self, arena: &Arena) -> Vec<i64> {
        let count = arena.read_slot(&self.length).first().copied().unwrap_or_default();
        let mut all = arena.read_slot(&self.text);
        all.truncate(usize::try_from(count).unwrap_or_default());
        all
    }

    /// The model's module with the text's `@step`; `@main_graph` is the model's.
    ///
    /// # Errors
    /// [`ExtendedError`] for a module that is no model's.
    pub fn extended(&self, model: &Extended) -> Result<Extended, ExtendedError> {
        let context = Context::create();
        let module = model.module(&context)?;
        let step = module.get_function(STEP);
        let step = step.ok_or_else(|| ExtendedError::Link(format!("the model has no @{STEP}")))?;
        step.as_global_value().set_name(MODEL_STEP);
        for name in PURE {
            step.remove_enum_attribute(AttributeLoc::Function, Attribute::get_named_enum_kind_id(name));
        }
        let own = parse(&context, &self.code())?;
        module.link_in_module(own).map_err(|e| ExtendedError::Link(e.to_string()))?;
        Ok(Extended::new(&module)?.with_constants_of(model))
    }

    /// `@step` of a text. All positions in the text are taken modulo its room, and rows of logits not beyond the last, so that
    /// no arena, whatever it holds, has it go elsewhere.
    fn code(&self) -> String {
        let Self { input, logits, tokens, vocabulary, range, length, text, .. } = self;
        let (token, logit) = (integer(text.element), integer(logits.element));
        let (token_bytes, logit_bytes) = (text.element.bytes(), logits.element.bytes());
        let [zeroth, next] = ["%zeroth", "%narrow"].map(|value| widened(logits.element, value));
        let shortened = shortened(text.element, "%chosen.next");
        let [input, logits, length, place] = [input, logits, length, text].map(|slot| slot.offset);
        let (last, add, mask) = (tokens - 1, self.nodes + 1, self.text.count - 1);
        let within = (1u64 << self.log2_steps()) - 1;
        let refused = Status::InputRange.code();
        let Range { lo, hi } = *range;
        format!(
            r#"
declare i32 @{MODEL_STEP}(i64, ptr, ptr)

define i32 @{STEP}(i64 %counter, ptr noalias %arena, ptr noalias readonly %constants) {{
entry:
  %at = and i64 %counter, {within}
  %first = icmp eq i64 %at, 0
  br i1 %first, label %cut, label %later

later:
  %adds = icmp eq i64 %at, {add}
  br i1 %adds, label %add, label %other

other:
  %rests = icmp ugt i64 %at, {add}
  br i1 %rests, label %rest, label %run

run:
  %node = sub i64 %at, 1
  %status = call i32 @{MODEL_STEP}(i64 %node, ptr %arena, ptr %constants)
  ret i32 %status

cut:
  %cut.status = call i32 @step.cut(ptr %arena)
  ret i32 %cut.status

add:
  %add.status = call i32 @step.add(ptr %arena)
  ret i32 %add.status

rest:
  ret i32 0
}}

define internal i32 @step.cut(ptr noalias %arena) noinline {{
entry:
  %count = getelementptr inbounds i8, ptr %arena, i64 {length}
  %text = getelementptr inbounds i8, ptr %arena, i64 {place}
  %window = getelementptr inbounds i8, ptr %arena, i64 {input}
  %length = load i64, ptr %count, align 8
  %before = sub i64 %length, 1
  %there = icmp ult i64 %before, {mask}
  br i1 %there, label %start, label %refuse

start:
  %long = icmp ugt i64 %length, {tokens}
  %over = sub i64 %length, {tokens}
  %first = select i1 %long, i64 %over, i64 0
  br label %copy

copy:
  %i = phi i64 [ 0, %start ], [ %i.next, %copy ]
  %j = phi i64 [ %first, %start ], [ %j.next, %copy ]
  %j.in = and i64 %j, {mask}
  %from = getelementptr inbounds {token}, ptr %text, i64 %j.in
  %to = getelementptr inbounds {token}, ptr %window, i64 %i
  %token = load {token}, ptr %from, align {token_bytes}
  store {token} %token, ptr %to, align {token_bytes}
  %i.next = add i64 %i, 1
  %j.more = add i64 %j, 1
  %wraps = icmp eq i64 %j.more, %length
  %j.next = select i1 %wraps, i64 %first, i64 %j.more
  %done = icmp eq i64 %i.next, {tokens}
  br i1 %done, label %end, label %copy

end:
  ret i32 0

refuse:
  ret i32 {refused}
}}

define internal i32 @step.add(ptr noalias %arena) noinline {{
entry:
  %count = getelementptr inbounds i8, ptr %arena, i64 {length}
  %text = getelementptr inbounds i8, ptr %arena, i64 {place}
  %logits = getelementptr inbounds i8, ptr %arena, i64 {logits}
  %length = load i64, ptr %count, align 8
  %before = sub i64 %length, 1
  %shown = icmp ult i64 %before, {last}
  %row = select i1 %shown, i64 %before, i64 {last}
  %skipped = mul i64 %row, {vocabulary}
  %own = getelementptr inbounds {logit}, ptr %logits, i64 %skipped
  %zeroth = load {logit}, ptr %own, align {logit_bytes}
  %largest = {zeroth}
  br label %look

look:
  %i = phi i64 [ 1, %entry ], [ %i.next, %look ]
  %best = phi i64 [ %largest, %entry ], [ %best.next, %look ]
  %chosen = phi i64 [ 0, %entry ], [ %chosen.next, %look ]
  %from = getelementptr inbounds {logit}, ptr %own, i64 %i
  %narrow = load {logit}, ptr %from, align {logit_bytes}
  %logit = {next}
  %more = icmp sgt i64 %logit, %best
  %best.next = select i1 %more, i64 %logit, i64 %best
  %chosen.next = select i1 %more, i64 %i, i64 %chosen
  %i.next = add i64 %i, 1
  %done = icmp eq i64 %i.next, {vocabulary}
  br i1 %done, label %end, label %look

end:
  %low = icmp sge i64 %chosen.next, {lo}
  %high = icmp sle i64 %chosen.next, {hi}
  %taken = and i1 %low, %high
  br i1 %taken, label %put, label %refuse

put:
  %token = {shortened}
  %length.in = and i64 %length, {mask}
  %to = getelementptr inbounds {token}, ptr %text, i64 %length.in
  store {token} %token, ptr %to, align {token_bytes}
  %more.tokens = add i64 %length, 1
  store i64 %more.tokens, ptr %count, align 8
  ret i32 0

refuse:
  ret i32 {refused}
}}
"#
        )
    }
}

fn integer(element: ElementType) -> String {
    format!("i{}", element.bits())
}

/// The instruction that makes 64 bits of a value of this type.
fn widened(element: ElementType, value: &str) -> String {
    match element {
        ElementType::I64 => format!("add i64 {value}, 0"),
        _ if element.signed() => format!("sext {} {value} to i64", integer(element)),
        _ => format!("zext {} {value} to i64", integer(element)),
    }
}

/// The instruction that makes a value of this type of 64 bits.
fn shortened(element: ElementType, value: &str) -> String {
    match element {
        ElementType::I64 => format!("add i64 {value}, 0"),
        _ => format!("trunc i64 {value} to {}", integer(element)),
    }
}
