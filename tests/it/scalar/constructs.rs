//! Each construct of the fallback's language, as hand-written LLVM IR.

use super::{agree, constant, extract_text, input, output, values};
use gadgets::arbitrary::Source;
use gadgets::scalar::{Op, ScalarOperand};
use gadgets::{Buffer, ElementType, Fault, Gadget, Generic, Status};

const I8: ElementType = ElementType::I8;
const I32: ElementType = ElementType::I32;
const I64: ElementType = ElementType::I64;

/// A loop as MLIR lowers an affine nest: block arguments are phis, the counter is 64 bits wide.
const MATVEC: &str = "
define i32 @f(ptr %x, ptr %w, ptr %y) {
  br label %rows
rows:
  %r = phi i64 [ 0, %0 ], [ %r1, %row_end ]
  %more = icmp slt i64 %r, 3
  br i1 %more, label %row, label %done
row:
  br label %columns
columns:
  %c = phi i64 [ 0, %row ], [ %c1, %column ]
  %acc = phi i32 [ 0, %row ], [ %sum, %column ]
  %inside = icmp slt i64 %c, 4
  br i1 %inside, label %column, label %row_end
column:
  %base = mul nsw i64 %r, 4
  %at = add nsw i64 %base, %c
  %wp = getelementptr inbounds nuw i8, ptr %w, i64 %at
  %wv = load i8, ptr %wp, align 1
  %xp = getelementptr inbounds nuw i8, ptr %x, i64 %c
  %xv = load i8, ptr %xp, align 1
  %we = sext i8 %wv to i32
  %xe = sext i8 %xv to i32
  %p = mul i32 %we, %xe
  %sum = add i32 %acc, %p
  %c1 = add i64 %c, 1
  br label %columns
row_end:
  %yp = getelementptr inbounds nuw i32, ptr %y, i64 %r
  store i32 %acc, ptr %yp, align 4
  %r1 = add i64 %r, 1
  br label %rows
done:
  ret i32 0
}";

fn matvec() -> [ScalarOperand; 3] {
    let weights: Vec<i8> = vec![1, -2, 0, 3, 0, 0, 0, 0, 5, 1, -1, 127];
    [input(I8, 4), constant(Buffer::from(weights)), output(I32, 3)]
}

#[test]
fn loops_unroll_and_constants_fold() {
    let program = agree(MATVEC, &matvec());
    let products =
        program.ops.iter().filter(|o| matches!(o.op, Op::Binary(gadgets::scalar::Binary::Mul, ..))).count();
    // Of twelve weights, five are zero and two are one.
    assert_eq!(products, 5, "{:?}", program.ops);
    let loads = program.ops.iter().filter(|o| matches!(o.op, Op::Load { .. })).count();
    assert_eq!(loads, 4, "each element is loaded once");
}

#[test]
fn a_program_is_a_gadget() {
    let program = agree(MATVEC, &matvec());
    let gadget = Gadget::Generic(Generic { program });
    gadget.check().expect("well formed");
    let weights = [1, -2, 0, 3, 0, 0, 0, 0, 5, 1, -1, 127];
    assert_eq!(gadget.evaluate(&[&[1, 2, 3, 4], &weights]), Ok(vec![9, 0, 512]));
    assert_eq!(Gadget::from_params(&gadget.params()).as_ref(), Ok(&gadget));
}

#[test]
fn the_status_is_returned() {
    let text = "
define i32 @f(ptr %x) {
  %v = load i32, ptr %x
  %low = icmp slt i32 %v, -5
  %high = icmp sgt i32 %v, 7
  %out = or i1 %low, %high
  %status = select i1 %out, i32 16, i32 0
  ret i32 %status
}";
    let program = agree(text, &[input(I32, 1)]);
    let gadget = Gadget::Generic(Generic { program });
    assert_eq!(gadget.evaluate(&[&[7]]), Ok(vec![]));
    assert_eq!(gadget.evaluate(&[&[8]]), Err(Fault::Status(Status::InputRange)));
}

#[test]
fn data_dependent_loads_of_constants_are_lookups() {
    let text = "
define i32 @f(ptr %x, ptr %t, ptr %y) {
  %v = load i8, ptr %x
  %low = call i8 @llvm.smax.i8(i8 %v, i8 -2)
  %in = call i8 @llvm.smin.i8(i8 %low, i8 1)
  %i = sext i8 %in to i64
  %biased = add i64 %i, 2
  %p = getelementptr inbounds nuw i32, ptr %t, i64 %biased
  %e = load i32, ptr %p
  store i32 %e, ptr %y
  ret i32 0
}
declare i8 @llvm.smax.i8(i8, i8)
declare i8 @llvm.smin.i8(i8, i8)";
    let operands = [input(I8, 1), constant(Buffer::from(vec![10i32, -20, 30, 1 << 30])), output(I32, 1)];
    let program = agree(text, &operands);
    assert_eq!(program.tables, [Buffer::from(vec![10i32, -20, 30, 1 << 30])]);
    // The bound on the index is the lookup's own: without the clamp, an index outside is undefined.
    let open = text.replace("sext i8 %in", "sext i8 %v");
    let program = extract_text(&open, &operands).expect("in the language");
    assert!(program.evaluate(&[&[-2], &[], &[]]).is_ok());
    assert!(program.evaluate(&[&[-3], &[], &[]]).is_err());
    assert!(program.evaluate(&[&[2], &[], &[]]).is_err());
}

#[test]
fn tables_of_rows_and_constant_globals() {
    let text = "
@t = private constant [2 x [3 x i16]] [[3 x i16] [i16 1, i16 -2, i16 3], [3 x i16] [i16 4, i16 5, i16 -6]]
@z = internal constant [4 x i64] zeroinitializer
define i32 @f(ptr %x, ptr %y) {
  %v = load i8, ptr %x
  %bit = and i8 %v, 1
  %row = zext i8 %bit to i64
  %other = lshr i8 %v, 7
  %step = zext i8 %other to i64
  %p = getelementptr [2 x [3 x i16]], ptr @t, i64 0, i64 %row, i64 1
  %q = getelementptr i16, ptr %p, i64 %step
  %e = load i16, ptr %q
  %zp = getelementptr i64, ptr @z, i64 %row
  %z = load i64, ptr %zp
  %wide = sext i16 %e to i64
  %sum = add i64 %z, %wide
  store i64 %sum, ptr %y
  ret i32 0
}";
    let program = agree(text, &[input(I8, 1), output(I64, 1)]);
    assert_eq!(program.tables.len(), 2);
}

#[test]
fn locals_hold_numbers_data_and_pointers() {
    let text = "
define i32 @f(ptr %x, ptr %y) {
  %a = alloca i32, i64 4
  %slot = alloca ptr
  %rank0 = alloca [1 x i32]
  call void @llvm.lifetime.start.p0(ptr %a)
  call void @llvm.memset.p0.i64(ptr %a, i8 3, i64 16, i1 false)
  store ptr %x, ptr %slot
  %p = load ptr, ptr %slot
  %v = load i32, ptr %p
  %a1 = getelementptr i32, ptr %a, i64 1
  store i32 %v, ptr %a1
  store i32 0, ptr %rank0
  %r = load i32, ptr %rank0
  %s = add i32 %r, %v
  store i32 %s, ptr %rank0
  %t = load i32, ptr %rank0
  %a2 = getelementptr [4 x i32], ptr %a, i64 0, i32 2
  store i32 %t, ptr %a2
  call void @llvm.memcpy.p0.p0.i64(ptr %y, ptr %a, i64 8, i1 false)
  %y1 = getelementptr i32, ptr %y, i64 1
  %y2 = getelementptr i32, ptr %y1, i64 1
  call void @llvm.memmove.p0.p0.i64(ptr %y2, ptr %y1, i64 4, i1 false)
  call void @llvm.memcpy.p0.p0.i64(ptr %y1, ptr %a2, i64 4, i1 false)
  ret i32 0
}";
    let program = agree(text, &[input(I32, 1), output(I32, 3)]);
    let all = program.evaluate(&[&[9], &[]]).expect("defined");
    assert_eq!(all.outputs[1], [0x0303_0303, 9, 9]);
}

#[test]
fn a_local_filled_with_numbers_is_a_table_until_data_is_stored() {
    let text = "
define i32 @f(ptr %x, ptr %y) {
  %a = alloca [2 x i8]
  %a1 = getelementptr i8, ptr %a, i64 1
  store i8 7, ptr %a
  store i8 -9, ptr %a1
  %v = load i8, ptr %x
  %bit = and i8 %v, 1
  %i = zext i8 %bit to i64
  %p = getelementptr i8, ptr %a, i64 %i
  %e = load i8, ptr %p
  store i8 8, ptr %a
  %e2 = load i8, ptr %p
  %sum = add i8 %e, %e2
  store i8 %sum, ptr %y
  ret i32 0
}";
    let program = agree(text, &[input(I8, 1), output(I8, 1)]);
    assert_eq!(program.tables, [Buffer::from(vec![7i8, -9]), Buffer::from(vec![8i8, -9])]);
    let stored = text.replace("store i8 8,", "store i8 %v,");
    assert!(extract_text(&stored, &[input(I8, 1), output(I8, 1)]).is_err());
}

#[test]
fn equal_operations_are_one_and_dead_ones_vanish() {
    let text = "
define i32 @f(ptr %x, ptr %y) {
  %v = load i32, ptr %x
  %w = load i32, ptr %x
  %a = mul i32 %v, 3
  %b = mul i32 3, %w
  %dead = sdiv i32 %v, 7
  %s = sub i32 %a, %b
  %t = add i32 %a, 5
  %u = add i32 %t, -5
  %r = add i32 %u, %s
  store i32 %r, ptr %y
  ret i32 0
}";
    let program = agree(text, &[input(I32, 1), output(I32, 1)]);
    // Load, 3, product, and 0 for the status.
    assert_eq!(program.ops.len(), 4, "{:?}", program.ops);
}

#[test]
fn phis_are_read_together() {
    let text = "
define i32 @f(ptr %x, ptr %y) {
entry:
  %x1 = getelementptr i32, ptr %x, i64 1
  %a0 = load i32, ptr %x
  %b0 = load i32, ptr %x1
  br label %loop
loop:
  %a = phi i32 [ %a0, %entry ], [ %b, %loop ]
  %b = phi i32 [ %b0, %entry ], [ %a, %loop ]
  %u = phi i32 [ poison, %entry ], [ %a, %loop ]
  %i = phi i8 [ 0, %entry ], [ %j, %loop ]
  %j = add i8 %i, 1
  %stop = icmp eq i8 %j, 4
  br i1 %stop, label %end, label %loop
end:
  %d = sub i32 %a, %b
  %e = add i32 %d, %u
  store i32 %e, ptr %y
  ret i32 0
}";
    agree(text, &[input(I32, 2), output(I32, 1)]);
}

#[test]
fn flags_are_no_facts() {
    // With its flags this is poison for most inputs; we promise the wrapping meaning.
    let text = "
define i32 @f(ptr %x, ptr %y) {
  %v = load i8, ptr %x
  %a = add nsw nuw i8 %v, 100
  %s = shl nsw i8 %a, 3
  %e = zext nneg i8 %s to i32
  store i32 %e, ptr %y
  ret i32 0
}";
    let operands = [input(I8, 1), output(I32, 1)];
    let program = extract_text(text, &operands).expect("in the language");
    let plain = text.replace(" nsw", "").replace(" nuw", "").replace(" nneg", "");
    let reference = agree(&plain, &operands);
    for values in (0..20).map(|seed| values(&mut Source::new(seed), &operands)) {
        let slices: Vec<&[i64]> = values.iter().map(Vec::as_slice).collect();
        assert_eq!(program.evaluate(&slices), reference.evaluate(&slices));
    }
}

#[test]
fn extraction_is_deterministic() {
    assert_eq!(extract_text(MATVEC, &matvec()), extract_text(MATVEC, &matvec()));
}
