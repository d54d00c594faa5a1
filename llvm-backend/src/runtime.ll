; The memory functions that LLVM may call. "no-builtins" keeps it from turning their loops into calls of
; themselves.

define ptr @memset(ptr %to, i32 %value, i64 %count) nounwind "no-builtins" {
  %byte = trunc i32 %value to i8
  %none = icmp eq i64 %count, 0
  br i1 %none, label %done, label %loop

loop:
  %i = phi i64 [ 0, %0 ], [ %next, %loop ]
  %place = getelementptr i8, ptr %to, i64 %i
  store i8 %byte, ptr %place, align 1
  %next = add i64 %i, 1
  %last = icmp eq i64 %next, %count
  br i1 %last, label %done, label %loop

done:
  ret ptr %to
}

define ptr @memcpy(ptr %to, ptr %from, i64 %count) nounwind "no-builtins" {
  %none = icmp eq i64 %count, 0
  br i1 %none, label %done, label %loop

loop:
  %i = phi i64 [ 0, %0 ], [ %next, %loop ]
  %source = getelementptr i8, ptr %from, i64 %i
  %byte = load i8, ptr %source, align 1
  %place = getelementptr i8, ptr %to, i64 %i
  store i8 %byte, ptr %place, align 1
  %next = add i64 %i, 1
  %last = icmp eq i64 %next, %count
  br i1 %last, label %done, label %loop

done:
  ret ptr %to
}

; Forwards where the target lies before the source, else backwards.
define ptr @memmove(ptr %to, ptr %from, i64 %count) nounwind "no-builtins" {
  %none = icmp eq i64 %count, 0
  br i1 %none, label %done, label %some

some:
  %before = icmp ult ptr %to, %from
  %last = sub i64 %count, 1
  %first = select i1 %before, i64 0, i64 %last
  %stride = select i1 %before, i64 1, i64 -1
  br label %loop

loop:
  %i = phi i64 [ %first, %some ], [ %next, %loop ]
  %left = phi i64 [ %last, %some ], [ %fewer, %loop ]
  %source = getelementptr i8, ptr %from, i64 %i
  %byte = load i8, ptr %source, align 1
  %place = getelementptr i8, ptr %to, i64 %i
  store i8 %byte, ptr %place, align 1
  %next = add i64 %i, %stride
  %fewer = sub i64 %left, 1
  %end = icmp eq i64 %left, 0
  br i1 %end, label %done, label %loop

done:
  ret ptr %to
}
