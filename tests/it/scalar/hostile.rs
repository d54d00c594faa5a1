//! Mutilated code: whatever parses gives a program or a refusal, and never a panic.

use super::{constant, input, output};
use ::gadgets::arbitrary::Source;
use ::gadgets::{Buffer, ElementType};
use inkwell::context::Context;
use inkwell::memory_buffer::MemoryBuffer;
use llvm_backend::scalar::extract;

/// Most constructs of the language; no loop, so that no mutant runs long.
const TEXT: &str = "
@g = private constant [2 x [2 x i8]] [[2 x i8] [i8 1, i8 2], [2 x i8] [i8 3, i8 4]]
define i32 @f(ptr %x, ptr %t, ptr %y) {
entry:
  %a = alloca [4 x i32] , i64 1
  call void @llvm.memset.p0.i64(ptr %a , i8 0 , i64 16 , i1 false)
  %x1 = getelementptr inbounds i32, ptr %x , i64 1
  %v = load i32, ptr %x1 , align 4
  %w = load i32, ptr %x , align 4
  %s = add nsw i32 %v , %w
  %d = sdiv i32 %s , 7
  %b = and i32 %d , 3
  %n = trunc i32 %b to i8
  %i = zext i8 %n to i64
  %p = getelementptr i32, ptr %t , i64 %i
  %e = load i32, ptr %p , align 4
  %one = and i64 %i , 1
  %gp = getelementptr [2 x [2 x i8]], ptr @g , i64 0 , i64 %one , i64 1
  %ge = load i8, ptr %gp , align 1
  %gx = sext i8 %ge to i32
  %c = icmp slt i32 %e , %gx
  %m = select i1 %c , i32 %e , i32 %gx
  br i1 true , label %then , label %else
then:
  %k = call i32 @llvm.smax.i32(i32 %m , i32 -5)
  br label %join
else:
  br label %join
join:
  %q = phi i32 [ %k , %then ], [ poison , %else ]
  %h = ashr i32 %q , 2
  store i32 %h , ptr %a , align 4
  call void @llvm.memcpy.p0.p0.i64(ptr %y , ptr %a , i64 16 , i1 false)
  ret i32 0
}
declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
declare i32 @llvm.smax.i32(i32, i32)
";

/// Words of one kind, which may stand in each other's places.
const KINDS: [&[&str]; 6] = [
    &["i1", "i8", "i32", "i64", "i128", "i999", "ptr", "float"],
    &["undef", "poison", "null", "true", "false"],
    &["0", "1", "-1", "2", "3", "4", "7", "16", "31", "32", "64", "1000000", "9223372036854775807"],
    &["add", "sub", "mul", "udiv", "sdiv", "srem", "urem", "shl", "lshr", "ashr", "and", "or", "xor"],
    &["sext", "zext", "trunc", "freeze", "bitcast"],
    &["%x", "%x1", "%t", "%y", "%a", "%v", "%w", "%s", "%d", "%b", "%e", "%m", "%q", "%h", "%p", "@g"],
];

/// A word for the place of `old`: of its kind, if it has one.
fn replacement(source: &mut Source, old: &str) -> &'static str {
    let own = KINDS.iter().find(|k| k.contains(&old.trim()));
    let kind = own.unwrap_or(&KINDS[source.size(0, KINDS.len() - 1)]);
    kind[source.size(0, kind.len() - 1)]
}

#[test]
fn mutants_never_panic() {
    let operands = [
        input(ElementType::I32, 4),
        constant(Buffer::from(vec![5i32, -6, 7, 8])),
        output(ElementType::I32, 4),
    ];
    let text = TEXT.replace(',', " , ").replace(']', " ]").replace(')', " )");
    let tokens: Vec<&str> = text.split_inclusive([' ', '\n']).collect();
    let (mut parsed, mut programs) = (0, 0);
    for seed in 0..20_000 {
        let mut source = Source::new(seed);
        let mut mutant = tokens.clone();
        let words: Vec<(usize, String)> = (0..source.size(1, 3))
            .map(|_| {
                let place = source.size(0, tokens.len() - 1);
                (place, format!("{} ", replacement(&mut source, tokens[place])))
            })
            .collect();
        for (place, word) in &words {
            mutant[*place] = word;
        }
        let buffer = MemoryBuffer::create_from_memory_range_copy(
            format!("{}\0", mutant.concat()).as_bytes(),
            "mutant",
        );
        let context = Context::create();
        let Ok(module) = context.create_module_from_ir(buffer) else { continue };
        let Some(function) = module.get_function("f") else { continue };
        parsed += 1;
        if let Ok(program) = extract(function, "n", &operands) {
            programs += 1;
            program.check().unwrap_or_else(|e| panic!("{e}: {}", mutant.concat()));
            // A division or lookup may be undefined now; that is an error, too.
            let _ = program.evaluate(&[&[1, -2, 3, 4], &[], &[]]);
            let _ = program.range(&[]);
        }
    }
    assert!(programs > 200 && parsed > programs + 200, "{programs} programs of {parsed}");
}
