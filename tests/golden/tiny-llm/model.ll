; ModuleID = 'extended'
source_filename = "main_graph"

@circuit.constants = external constant [771808 x i8], align 32

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.range_check.bebf5ee95955f86d(ptr noalias readonly captures(none) %0) #0 {
  %2 = alloca i32, i64 1, align 4
  store i32 0, ptr %2, align 4
  br label %3

3:                                                ; preds = %6, %1
  %4 = phi i64 [ %16, %6 ], [ 0, %1 ]
  %5 = icmp slt i64 %4, 32
  br i1 %5, label %6, label %17

6:                                                ; preds = %3
  %7 = getelementptr inbounds nuw i8, ptr %0, i64 %4
  %8 = load i8, ptr %7, align 1
  %9 = sext i8 %8 to i32
  %10 = call i32 @llvm.smax.i32(i32 %9, i32 0)
  %11 = call i32 @llvm.smin.i32(i32 %10, i32 36)
  %12 = load i32, ptr %2, align 4
  %13 = icmp ne i32 %9, %11
  %14 = select i1 %13, i32 16, i32 0
  %15 = or i32 %12, %14
  store i32 %15, ptr %2, align 4
  %16 = add i64 %4, 1
  br label %3

17:                                               ; preds = %3
  %18 = load i32, ptr %2, align 4
  ret i32 %18
}

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.gather.b2c7a27e1a446c23(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias captures(none) %2) #1 {
  br label %4

4:                                                ; preds = %34, %3
  %5 = phi i64 [ %35, %34 ], [ 0, %3 ]
  %6 = icmp slt i64 %5, 1
  br i1 %6, label %7, label %36

7:                                                ; preds = %4
  br label %8

8:                                                ; preds = %32, %7
  %9 = phi i64 [ %33, %32 ], [ 0, %7 ]
  %10 = icmp slt i64 %9, 32
  br i1 %10, label %11, label %34

11:                                               ; preds = %8
  br label %12

12:                                               ; preds = %15, %11
  %13 = phi i64 [ %31, %15 ], [ 0, %11 ]
  %14 = icmp slt i64 %13, 96
  br i1 %14, label %15, label %32

15:                                               ; preds = %12
  %16 = mul nuw nsw i64 %5, 32
  %17 = add nuw nsw i64 %16, %9
  %18 = getelementptr inbounds nuw i8, ptr %1, i64 %17
  %19 = load i8, ptr %18, align 1
  %20 = sext i8 %19 to i64
  %21 = call i64 @llvm.umin.i64(i64 %20, i64 36)
  %22 = mul nuw nsw i64 %21, 96
  %23 = add nuw nsw i64 %22, %13
  %24 = getelementptr inbounds nuw i32, ptr %0, i64 %23
  %25 = load i32, ptr %24, align 4
  %26 = mul nuw nsw i64 %5, 3072
  %27 = mul nuw nsw i64 %9, 96
  %28 = add nuw nsw i64 %26, %27
  %29 = add nuw nsw i64 %28, %13
  %30 = getelementptr inbounds nuw i32, ptr %2, i64 %29
  store i32 %25, ptr %30, align 4
  %31 = add i64 %13, 1
  br label %12

32:                                               ; preds = %12
  %33 = add i64 %9, 1
  br label %8

34:                                               ; preds = %8
  %35 = add i64 %5, 1
  br label %4

36:                                               ; preds = %4
  ret i32 0
}

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.map.209946973f28d758(ptr noalias readonly captures(none) %0, ptr noalias captures(none) %1) #2 {
  br label %3

3:                                                ; preds = %30, %2
  %4 = phi i64 [ %31, %30 ], [ 0, %2 ]
  %5 = icmp slt i64 %4, 1
  br i1 %5, label %6, label %32

6:                                                ; preds = %3
  br label %7

7:                                                ; preds = %28, %6
  %8 = phi i64 [ %29, %28 ], [ 0, %6 ]
  %9 = icmp slt i64 %8, 32
  br i1 %9, label %10, label %30

10:                                               ; preds = %7
  br label %11

11:                                               ; preds = %14, %10
  %12 = phi i64 [ %27, %14 ], [ 0, %10 ]
  %13 = icmp slt i64 %12, 96
  br i1 %13, label %14, label %28

14:                                               ; preds = %11
  %15 = mul nuw nsw i64 %4, 3072
  %16 = mul nuw nsw i64 %8, 96
  %17 = add nuw nsw i64 %15, %16
  %18 = add nuw nsw i64 %17, %12
  %19 = getelementptr inbounds nuw i32, ptr %0, i64 %18
  %20 = load i32, ptr %19, align 4
  %21 = add i32 %20, 16
  %22 = ashr i32 %21, 5
  %23 = mul i32 %22, %22
  %24 = add i32 %23, 1024
  %25 = ashr i32 %24, 11
  %26 = getelementptr inbounds nuw i32, ptr %1, i64 %18
  store i32 %25, ptr %26, align 4
  %27 = add i64 %12, 1
  br label %11

28:                                               ; preds = %11
  %29 = add i64 %8, 1
  br label %7

30:                                               ; preds = %7
  %31 = add i64 %4, 1
  br label %3

32:                                               ; preds = %3
  ret i32 0
}

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.rescale.5f05c74e9f05c7bd(ptr noalias readonly captures(none) %0, ptr noalias captures(none) %1) #3 {
  br label %3

3:                                                ; preds = %6, %2
  %4 = phi i64 [ %15, %6 ], [ 0, %2 ]
  %5 = icmp slt i64 %4, 3072
  br i1 %5, label %6, label %16

6:                                                ; preds = %3
  %7 = getelementptr inbounds nuw i32, ptr %0, i64 %4
  %8 = load i32, ptr %7, align 4
  %9 = sext i32 %8 to i64
  %10 = mul i64 %9, 131056
  %11 = add i64 %10, 4194304
  %12 = ashr i64 %11, 23
  %13 = trunc i64 %12 to i16
  %14 = getelementptr inbounds nuw i16, ptr %1, i64 %4
  store i16 %13, ptr %14, align 2
  %15 = add i64 %4, 1
  br label %3

16:                                               ; preds = %3
  ret i32 0
}

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.average_pool.c6dbe58f241b3503(ptr noalias readonly captures(none) %0, ptr noalias captures(none) %1) #4 {
  br label %3

3:                                                ; preds = %50, %2
  %4 = phi i64 [ %51, %50 ], [ 0, %2 ]
  %5 = icmp slt i64 %4, 32
  br i1 %5, label %6, label %52

6:                                                ; preds = %3
  br label %7

7:                                                ; preds = %48, %6
  %8 = phi i64 [ %49, %48 ], [ 0, %6 ]
  %9 = icmp slt i64 %8, 1
  br i1 %9, label %10, label %50

10:                                               ; preds = %7
  br label %11

11:                                               ; preds = %38, %10
  %12 = phi i64 [ %47, %38 ], [ 0, %10 ]
  %13 = icmp slt i64 %12, 1
  br i1 %13, label %14, label %48

14:                                               ; preds = %11
  br label %15

15:                                               ; preds = %36, %14
  %16 = phi i64 [ %37, %36 ], [ 0, %14 ]
  %17 = phi i32 [ %22, %36 ], [ 0, %14 ]
  %18 = icmp slt i64 %16, 1
  br i1 %18, label %19, label %38

19:                                               ; preds = %15
  br label %20

20:                                               ; preds = %24, %19
  %21 = phi i64 [ %35, %24 ], [ 0, %19 ]
  %22 = phi i32 [ %34, %24 ], [ %17, %19 ]
  %23 = icmp slt i64 %21, 96
  br i1 %23, label %24, label %36

24:                                               ; preds = %20
  %25 = add i64 %8, %16
  %26 = add i64 %12, %21
  %27 = mul nuw nsw i64 %4, 96
  %28 = mul nuw nsw i64 %25, 96
  %29 = add nuw nsw i64 %27, %28
  %30 = add nuw nsw i64 %29, %26
  %31 = getelementptr inbounds nuw i16, ptr %0, i64 %30
  %32 = load i16, ptr %31, align 2
  %33 = sext i16 %32 to i32
  %34 = add i32 %22, %33
  %35 = add i64 %21, 1
  br label %20

36:                                               ; preds = %20
  %37 = add i64 %16, 1
  br label %15

38:                                               ; preds = %15
  %39 = add i32 %17, 4
  %40 = ashr i32 %39, 3
  %41 = call i32 @llvm.smax.i32(i32 %40, i32 0)
  %42 = call i32 @llvm.smin.i32(i32 %41, i32 10147)
  %43 = trunc i32 %42 to i16
  %44 = add nuw nsw i64 %4, %8
  %45 = add nuw nsw i64 %44, %12
  %46 = getelementptr inbounds nuw i16, ptr %1, i64 %45
  store i16 %43, ptr %46, align 2
  %47 = add i64 %12, 1
  br label %11

48:                                               ; preds = %11
  %49 = add i64 %8, 1
  br label %7

50:                                               ; preds = %7
  %51 = add i64 %4, 1
  br label %3

52:                                               ; preds = %3
  ret i32 0
}

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.add.4a3e30b904c7034e(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias captures(none) %2) #5 {
  br label %4

4:                                                ; preds = %30, %3
  %5 = phi i64 [ %31, %30 ], [ 0, %3 ]
  %6 = icmp slt i64 %5, 1
  br i1 %6, label %7, label %32

7:                                                ; preds = %4
  br label %8

8:                                                ; preds = %28, %7
  %9 = phi i64 [ %29, %28 ], [ 0, %7 ]
  %10 = icmp slt i64 %9, 32
  br i1 %10, label %11, label %30

11:                                               ; preds = %8
  br label %12

12:                                               ; preds = %15, %11
  %13 = phi i64 [ %27, %15 ], [ 0, %11 ]
  %14 = icmp slt i64 %13, 1
  br i1 %14, label %15, label %28

15:                                               ; preds = %12
  %16 = getelementptr inbounds nuw i16, ptr %0, i64 %9
  %17 = load i16, ptr %16, align 2
  %18 = sext i16 %17 to i32
  %19 = mul i32 %18, 32
  %20 = load i8, ptr %1, align 1
  %21 = sext i8 %20 to i32
  %22 = add i32 %19, %21
  %23 = mul nuw nsw i64 %5, 32
  %24 = add nuw nsw i64 %23, %9
  %25 = add nuw nsw i64 %24, %13
  %26 = getelementptr inbounds nuw i32, ptr %2, i64 %25
  store i32 %22, ptr %26, align 4
  %27 = add i64 %13, 1
  br label %12

28:                                               ; preds = %12
  %29 = add i64 %9, 1
  br label %8

30:                                               ; preds = %8
  %31 = add i64 %5, 1
  br label %4

32:                                               ; preds = %4
  ret i32 0
}

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.lookup.b7c0abc92a33eeb4(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias captures(none) %2) #6 {
  br label %4

4:                                                ; preds = %34, %3
  %5 = phi i64 [ %35, %34 ], [ 0, %3 ]
  %6 = icmp slt i64 %5, 1
  br i1 %6, label %7, label %36

7:                                                ; preds = %4
  br label %8

8:                                                ; preds = %32, %7
  %9 = phi i64 [ %33, %32 ], [ 0, %7 ]
  %10 = icmp slt i64 %9, 32
  br i1 %10, label %11, label %34

11:                                               ; preds = %8
  br label %12

12:                                               ; preds = %15, %11
  %13 = phi i64 [ %31, %15 ], [ 0, %11 ]
  %14 = icmp slt i64 %13, 1
  br i1 %14, label %15, label %32

15:                                               ; preds = %12
  %16 = mul nuw nsw i64 %5, 32
  %17 = add nuw nsw i64 %16, %9
  %18 = add nuw nsw i64 %17, %13
  %19 = getelementptr inbounds nuw i32, ptr %0, i64 %18
  %20 = load i32, ptr %19, align 4
  %21 = add i32 %20, 16
  %22 = ashr i32 %21, 5
  %23 = call i32 @llvm.smax.i32(i32 %22, i32 3750)
  %24 = call i32 @llvm.smin.i32(i32 %23, i32 8991)
  %25 = sext i32 %24 to i64
  %26 = add i64 %25, -3750
  %27 = call i64 @llvm.umin.i64(i64 %26, i64 5241)
  %28 = getelementptr inbounds nuw i32, ptr %1, i64 %27
  %29 = load i32, ptr %28, align 4
  %30 = getelementptr inbounds nuw i32, ptr %2, i64 %18
  store i32 %29, ptr %30, align 4
  %31 = add i64 %13, 1
  br label %12

32:                                               ; preds = %12
  %33 = add i64 %9, 1
  br label %8

34:                                               ; preds = %8
  %35 = add i64 %5, 1
  br label %4

36:                                               ; preds = %4
  ret i32 0
}

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.lookup.0a29fdf341ac4fff(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias captures(none) %2) #7 {
  br label %4

4:                                                ; preds = %32, %3
  %5 = phi i64 [ %33, %32 ], [ 0, %3 ]
  %6 = icmp slt i64 %5, 1
  br i1 %6, label %7, label %34

7:                                                ; preds = %4
  br label %8

8:                                                ; preds = %30, %7
  %9 = phi i64 [ %31, %30 ], [ 0, %7 ]
  %10 = icmp slt i64 %9, 32
  br i1 %10, label %11, label %32

11:                                               ; preds = %8
  br label %12

12:                                               ; preds = %15, %11
  %13 = phi i64 [ %29, %15 ], [ 0, %11 ]
  %14 = icmp slt i64 %13, 1
  br i1 %14, label %15, label %30

15:                                               ; preds = %12
  %16 = mul nuw nsw i64 %5, 32
  %17 = add nuw nsw i64 %16, %9
  %18 = add nuw nsw i64 %17, %13
  %19 = getelementptr inbounds nuw i32, ptr %0, i64 %18
  %20 = load i32, ptr %19, align 4
  %21 = add i32 %20, 32
  %22 = ashr i32 %21, 6
  %23 = sext i32 %22 to i64
  %24 = add i64 %23, -14937
  %25 = call i64 @llvm.umin.i64(i64 %24, i64 8192)
  %26 = getelementptr inbounds nuw i32, ptr %1, i64 %25
  %27 = load i32, ptr %26, align 4
  %28 = getelementptr inbounds nuw i32, ptr %2, i64 %18
  store i32 %27, ptr %28, align 4
  %29 = add i64 %13, 1
  br label %12

30:                                               ; preds = %12
  %31 = add i64 %9, 1
  br label %8

32:                                               ; preds = %8
  %33 = add i64 %5, 1
  br label %4

34:                                               ; preds = %4
  ret i32 0
}

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.map.c1418de2f4bf000e(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias captures(none) %2) #8 {
  %4 = alloca i32, i64 1, align 4
  br label %5

5:                                                ; preds = %55, %3
  %6 = phi i64 [ %56, %55 ], [ 0, %3 ]
  %7 = icmp slt i64 %6, 32
  br i1 %7, label %8, label %57

8:                                                ; preds = %5
  br label %9

9:                                                ; preds = %27, %8
  %10 = phi i64 [ %28, %27 ], [ 0, %8 ]
  %11 = icmp slt i64 %10, 1
  br i1 %11, label %12, label %29

12:                                               ; preds = %9
  br label %13

13:                                               ; preds = %16, %12
  %14 = phi i64 [ %26, %16 ], [ 0, %12 ]
  %15 = icmp slt i64 %14, 1
  br i1 %15, label %16, label %27

16:                                               ; preds = %13
  %17 = mul nuw nsw i64 %10, 32
  %18 = add nuw nsw i64 %17, %6
  %19 = add nuw nsw i64 %18, %14
  %20 = getelementptr inbounds nuw i32, ptr %1, i64 %19
  %21 = load i32, ptr %20, align 4
  %22 = add i32 %21, 16
  %23 = ashr i32 %22, 5
  %24 = add nuw nsw i64 %10, %14
  %25 = getelementptr inbounds nuw i32, ptr %4, i64 %24
  store i32 %23, ptr %25, align 4
  %26 = add i64 %14, 1
  br label %13

27:                                               ; preds = %13
  %28 = add i64 %10, 1
  br label %9

29:                                               ; preds = %9
  br label %30

30:                                               ; preds = %53, %29
  %31 = phi i64 [ %54, %53 ], [ 0, %29 ]
  %32 = icmp slt i64 %31, 1
  br i1 %32, label %33, label %55

33:                                               ; preds = %30
  br label %34

34:                                               ; preds = %37, %33
  %35 = phi i64 [ %52, %37 ], [ 0, %33 ]
  %36 = icmp slt i64 %35, 96
  br i1 %36, label %37, label %53

37:                                               ; preds = %34
  %38 = mul nuw nsw i64 %31, 3072
  %39 = mul nuw nsw i64 %6, 96
  %40 = add nuw nsw i64 %38, %39
  %41 = add nuw nsw i64 %40, %35
  %42 = getelementptr inbounds nuw i32, ptr %0, i64 %41
  %43 = load i32, ptr %42, align 4
  %44 = add i32 %43, 16
  %45 = ashr i32 %44, 5
  %46 = getelementptr inbounds nuw i32, ptr %4, i64 0
  %47 = load i32, ptr %46, align 4
  %48 = mul i32 %45, %47
  %49 = add i32 %48, 2048
  %50 = ashr i32 %49, 12
  %51 = getelementptr inbounds nuw i32, ptr %2, i64 %41
  store i32 %50, ptr %51, align 4
  %52 = add i64 %35, 1
  br label %34

53:                                               ; preds = %34
  %54 = add i64 %31, 1
  br label %30

55:                                               ; preds = %30
  %56 = add i64 %6, 1
  br label %5

57:                                               ; preds = %5
  ret i32 0
}

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.rescale.6c98a6dc4a3e345b: as circuit.rescale.5f05c74e9f05c7bd, sha256 7ff3729da9757d6a

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.fully_connected.c888ddc808810700(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias captures(none) %2) #10 {
  br label %4

4:                                                ; preds = %47, %3
  %5 = phi i64 [ %48, %47 ], [ 0, %3 ]
  %6 = icmp slt i64 %5, 1
  br i1 %6, label %7, label %49

7:                                                ; preds = %4
  br label %8

8:                                                ; preds = %45, %7
  %9 = phi i64 [ %46, %45 ], [ 0, %7 ]
  %10 = icmp slt i64 %9, 32
  br i1 %10, label %11, label %47

11:                                               ; preds = %8
  br label %12

12:                                               ; preds = %38, %11
  %13 = phi i64 [ %44, %38 ], [ 0, %11 ]
  %14 = icmp slt i64 %13, 96
  br i1 %14, label %15, label %45

15:                                               ; preds = %12
  br label %16

16:                                               ; preds = %20, %15
  %17 = phi i64 [ %37, %20 ], [ 0, %15 ]
  %18 = phi i32 [ %36, %20 ], [ 0, %15 ]
  %19 = icmp slt i64 %17, 96
  br i1 %19, label %20, label %38

20:                                               ; preds = %16
  %21 = mul nuw nsw i64 %5, 3072
  %22 = mul nuw nsw i64 %9, 96
  %23 = add nuw nsw i64 %21, %22
  %24 = add nuw nsw i64 %23, %17
  %25 = getelementptr inbounds nuw i16, ptr %0, i64 %24
  %26 = load i16, ptr %25, align 2
  %27 = sext i16 %26 to i32
  %28 = mul nuw nsw i64 %5, 9216
  %29 = mul nuw nsw i64 %17, 96
  %30 = add nuw nsw i64 %28, %29
  %31 = add nuw nsw i64 %30, %13
  %32 = getelementptr inbounds nuw i16, ptr %1, i64 %31
  %33 = load i16, ptr %32, align 2
  %34 = sext i16 %33 to i32
  %35 = mul i32 %27, %34
  %36 = add i32 %18, %35
  %37 = add i64 %17, 1
  br label %16

38:                                               ; preds = %16
  %39 = mul nuw nsw i64 %5, 3072
  %40 = mul nuw nsw i64 %9, 96
  %41 = add nuw nsw i64 %39, %40
  %42 = add nuw nsw i64 %41, %13
  %43 = getelementptr inbounds nuw i32, ptr %2, i64 %42
  store i32 %18, ptr %43, align 4
  %44 = add i64 %13, 1
  br label %12

45:                                               ; preds = %12
  %46 = add i64 %9, 1
  br label %8

47:                                               ; preds = %8
  %48 = add i64 %5, 1
  br label %4

49:                                               ; preds = %4
  ret i32 0
}

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.transpose.7525d525c9c9e1af(ptr noalias readonly captures(none) %0, ptr noalias captures(none) %1) #11 {
  br label %3

3:                                                ; preds = %38, %2
  %4 = phi i64 [ %39, %38 ], [ 0, %2 ]
  %5 = icmp slt i64 %4, 1
  br i1 %5, label %6, label %40

6:                                                ; preds = %3
  br label %7

7:                                                ; preds = %36, %6
  %8 = phi i64 [ %37, %36 ], [ 0, %6 ]
  %9 = icmp slt i64 %8, 6
  br i1 %9, label %10, label %38

10:                                               ; preds = %7
  br label %11

11:                                               ; preds = %34, %10
  %12 = phi i64 [ %35, %34 ], [ 0, %10 ]
  %13 = icmp slt i64 %12, 32
  br i1 %13, label %14, label %36

14:                                               ; preds = %11
  br label %15

15:                                               ; preds = %18, %14
  %16 = phi i64 [ %33, %18 ], [ 0, %14 ]
  %17 = icmp slt i64 %16, 16
  br i1 %17, label %18, label %34

18:                                               ; preds = %15
  %19 = mul nuw nsw i64 %4, 3072
  %20 = mul nuw nsw i64 %12, 96
  %21 = add nuw nsw i64 %19, %20
  %22 = mul nuw nsw i64 %8, 16
  %23 = add nuw nsw i64 %21, %22
  %24 = add nuw nsw i64 %23, %16
  %25 = getelementptr inbounds nuw i32, ptr %0, i64 %24
  %26 = load i32, ptr %25, align 4
  %27 = mul nuw nsw i64 %8, 512
  %28 = add nuw nsw i64 %19, %27
  %29 = mul nuw nsw i64 %12, 16
  %30 = add nuw nsw i64 %28, %29
  %31 = add nuw nsw i64 %30, %16
  %32 = getelementptr inbounds nuw i32, ptr %1, i64 %31
  store i32 %26, ptr %32, align 4
  %33 = add i64 %16, 1
  br label %15

34:                                               ; preds = %15
  %35 = add i64 %12, 1
  br label %11

36:                                               ; preds = %11
  %37 = add i64 %8, 1
  br label %7

38:                                               ; preds = %7
  %39 = add i64 %4, 1
  br label %3

40:                                               ; preds = %3
  ret i32 0
}

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.map.1f665d5dfd70b370(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias readonly captures(none) %2, ptr noalias captures(none) %3) #12 {
  %5 = alloca i32, i64 16, align 4
  %6 = alloca i32, i64 96, align 4
  %7 = alloca i32, i64 16, align 4
  br label %8

8:                                                ; preds = %138, %4
  %9 = phi i64 [ %139, %138 ], [ 0, %4 ]
  %10 = icmp slt i64 %9, 32
  br i1 %10, label %11, label %140

11:                                               ; preds = %8
  br label %12

12:                                               ; preds = %15, %11
  %13 = phi i64 [ %23, %15 ], [ 0, %11 ]
  %14 = icmp slt i64 %13, 16
  br i1 %14, label %15, label %24

15:                                               ; preds = %12
  %16 = mul nuw nsw i64 %9, 16
  %17 = add nuw nsw i64 %16, %13
  %18 = getelementptr inbounds nuw i32, ptr %1, i64 %17
  %19 = load i32, ptr %18, align 4
  %20 = add i32 %19, 16
  %21 = ashr i32 %20, 5
  %22 = getelementptr inbounds nuw i32, ptr %5, i64 %13
  store i32 %21, ptr %22, align 4
  %23 = add i64 %13, 1
  br label %12

24:                                               ; preds = %12
  br label %25

25:                                               ; preds = %55, %24
  %26 = phi i64 [ %56, %55 ], [ 0, %24 ]
  %27 = icmp slt i64 %26, 1
  br i1 %27, label %28, label %57

28:                                               ; preds = %25
  br label %29

29:                                               ; preds = %53, %28
  %30 = phi i64 [ %54, %53 ], [ 0, %28 ]
  %31 = icmp slt i64 %30, 6
  br i1 %31, label %32, label %55

32:                                               ; preds = %29
  br label %33

33:                                               ; preds = %36, %32
  %34 = phi i64 [ %52, %36 ], [ 0, %32 ]
  %35 = icmp slt i64 %34, 16
  br i1 %35, label %36, label %53

36:                                               ; preds = %33
  %37 = mul nuw nsw i64 %26, 3072
  %38 = mul nuw nsw i64 %30, 512
  %39 = add nuw nsw i64 %37, %38
  %40 = mul nuw nsw i64 %9, 16
  %41 = add nuw nsw i64 %39, %40
  %42 = add nuw nsw i64 %41, %34
  %43 = getelementptr inbounds nuw i32, ptr %0, i64 %42
  %44 = load i32, ptr %43, align 4
  %45 = add i32 %44, 2048
  %46 = ashr i32 %45, 12
  %47 = mul nuw nsw i64 %26, 96
  %48 = mul nuw nsw i64 %30, 16
  %49 = add nuw nsw i64 %47, %48
  %50 = add nuw nsw i64 %49, %34
  %51 = getelementptr inbounds nuw i32, ptr %6, i64 %50
  store i32 %46, ptr %51, align 4
  %52 = add i64 %34, 1
  br label %33

53:                                               ; preds = %33
  %54 = add i64 %30, 1
  br label %29

55:                                               ; preds = %29
  %56 = add i64 %26, 1
  br label %25

57:                                               ; preds = %25
  br label %58

58:                                               ; preds = %61, %57
  %59 = phi i64 [ %69, %61 ], [ 0, %57 ]
  %60 = icmp slt i64 %59, 16
  br i1 %60, label %61, label %70

61:                                               ; preds = %58
  %62 = mul nuw nsw i64 %9, 16
  %63 = add nuw nsw i64 %62, %59
  %64 = getelementptr inbounds nuw i32, ptr %2, i64 %63
  %65 = load i32, ptr %64, align 4
  %66 = add i32 %65, 16
  %67 = ashr i32 %66, 5
  %68 = getelementptr inbounds nuw i32, ptr %7, i64 %59
  store i32 %67, ptr %68, align 4
  %69 = add i64 %59, 1
  br label %58

70:                                               ; preds = %58
  br label %71

71:                                               ; preds = %136, %70
  %72 = phi i64 [ %137, %136 ], [ 0, %70 ]
  %73 = icmp slt i64 %72, 1
  br i1 %73, label %74, label %138

74:                                               ; preds = %71
  br label %75

75:                                               ; preds = %134, %74
  %76 = phi i64 [ %135, %134 ], [ 0, %74 ]
  %77 = icmp slt i64 %76, 6
  br i1 %77, label %78, label %136

78:                                               ; preds = %75
  br label %79

79:                                               ; preds = %82, %78
  %80 = phi i64 [ %133, %82 ], [ 0, %78 ]
  %81 = icmp slt i64 %80, 16
  br i1 %81, label %82, label %134

82:                                               ; preds = %79
  %83 = mul nuw nsw i64 %72, 3072
  %84 = mul nuw nsw i64 %76, 512
  %85 = add nuw nsw i64 %83, %84
  %86 = mul nuw nsw i64 %9, 16
  %87 = add nuw nsw i64 %85, %86
  %88 = add nuw nsw i64 %87, %80
  %89 = getelementptr inbounds nuw i32, ptr %0, i64 %88
  %90 = load i32, ptr %89, align 4
  %91 = add i32 %90, 512
  %92 = ashr i32 %91, 10
  %93 = sext i32 %92 to i64
  %94 = getelementptr inbounds nuw i32, ptr %5, i64 %80
  %95 = load i32, ptr %94, align 4
  %96 = sext i32 %95 to i64
  %97 = mul i64 %93, %96
  %98 = mul i64 %97, 16384
  %99 = add i64 %80, 8
  %100 = call i64 @llvm.smin.i64(i64 %99, i64 15)
  %101 = mul nuw nsw i64 %72, 96
  %102 = mul nuw nsw i64 %76, 16
  %103 = add nuw nsw i64 %101, %102
  %104 = add nuw nsw i64 %103, %100
  %105 = getelementptr inbounds nuw i32, ptr %6, i64 %104
  %106 = load i32, ptr %105, align 4
  %107 = sext i32 %106 to i64
  %108 = icmp slt i64 %80, 8
  %109 = select i1 %108, i64 %107, i64 0
  %110 = getelementptr inbounds nuw i32, ptr %7, i64 %80
  %111 = load i32, ptr %110, align 4
  %112 = sext i32 %111 to i64
  %113 = mul i64 %109, %112
  %114 = mul i64 %113, -262142
  %115 = add i64 %98, %114
  %116 = add i64 %80, -8
  %117 = call i64 @llvm.smax.i64(i64 %116, i64 0)
  %118 = add nuw nsw i64 %103, %117
  %119 = getelementptr inbounds nuw i32, ptr %6, i64 %118
  %120 = load i32, ptr %119, align 4
  %121 = sext i32 %120 to i64
  %122 = icmp sge i64 %116, 0
  %123 = select i1 %122, i64 %121, i64 0
  %124 = mul i64 %112, %123
  %125 = mul i64 %124, 262142
  %126 = add i64 %115, %125
  %127 = add i64 %126, 2147483648
  %128 = ashr i64 %127, 32
  %129 = trunc i64 %128 to i32
  %130 = call i32 @llvm.smax.i32(i32 %129, i32 -378902)
; 575 bytes more, sha256 9c00ed46e4f6d49c

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.map.ead86d8bc7f2534e: as circuit.map.1f665d5dfd70b370, sha256 3d3393dbe550b58d

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.transpose.e3ed2890d37b33cd(ptr noalias readonly captures(none) %0, ptr noalias captures(none) %1) #14 {
  br label %3

3:                                                ; preds = %36, %2
  %4 = phi i64 [ %37, %36 ], [ 0, %2 ]
  %5 = icmp slt i64 %4, 1
  br i1 %5, label %6, label %38

6:                                                ; preds = %3
  br label %7

7:                                                ; preds = %34, %6
  %8 = phi i64 [ %35, %34 ], [ 0, %6 ]
  %9 = icmp slt i64 %8, 6
  br i1 %9, label %10, label %36

10:                                               ; preds = %7
  br label %11

11:                                               ; preds = %32, %10
  %12 = phi i64 [ %33, %32 ], [ 0, %10 ]
  %13 = icmp slt i64 %12, 16
  br i1 %13, label %14, label %34

14:                                               ; preds = %11
  br label %15

15:                                               ; preds = %18, %14
  %16 = phi i64 [ %31, %18 ], [ 0, %14 ]
  %17 = icmp slt i64 %16, 32
  br i1 %17, label %18, label %32

18:                                               ; preds = %15
  %19 = mul nuw nsw i64 %4, 3072
  %20 = mul nuw nsw i64 %8, 512
  %21 = add nuw nsw i64 %19, %20
  %22 = mul nuw nsw i64 %16, 16
  %23 = add nuw nsw i64 %21, %22
  %24 = add nuw nsw i64 %23, %12
  %25 = getelementptr inbounds nuw i32, ptr %0, i64 %24
  %26 = load i32, ptr %25, align 4
  %27 = mul nuw nsw i64 %12, 32
  %28 = add nuw nsw i64 %21, %27
  %29 = add nuw nsw i64 %28, %16
  %30 = getelementptr inbounds nuw i32, ptr %1, i64 %29
  store i32 %26, ptr %30, align 4
  %31 = add i64 %16, 1
  br label %15

32:                                               ; preds = %15
  %33 = add i64 %12, 1
  br label %11

34:                                               ; preds = %11
  %35 = add i64 %8, 1
  br label %7

36:                                               ; preds = %7
  %37 = add i64 %4, 1
  br label %3

38:                                               ; preds = %3
  ret i32 0
}

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.fully_connected.604892a3760ce21a(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias captures(none) %2) #15 {
  br label %4

4:                                                ; preds = %46, %3
  %5 = phi i64 [ %47, %46 ], [ 0, %3 ]
  %6 = icmp slt i64 %5, 6
  br i1 %6, label %7, label %48

7:                                                ; preds = %4
  br label %8

8:                                                ; preds = %44, %7
  %9 = phi i64 [ %45, %44 ], [ 0, %7 ]
  %10 = icmp slt i64 %9, 32
  br i1 %10, label %11, label %46

11:                                               ; preds = %8
  br label %12

12:                                               ; preds = %37, %11
  %13 = phi i64 [ %43, %37 ], [ 0, %11 ]
  %14 = icmp slt i64 %13, 32
  br i1 %14, label %15, label %44

15:                                               ; preds = %12
  br label %16

16:                                               ; preds = %20, %15
  %17 = phi i64 [ %36, %20 ], [ 0, %15 ]
  %18 = phi i64 [ %35, %20 ], [ 0, %15 ]
  %19 = icmp slt i64 %17, 16
  br i1 %19, label %20, label %37

20:                                               ; preds = %16
  %21 = mul nuw nsw i64 %5, 512
  %22 = mul nuw nsw i64 %9, 16
  %23 = add nuw nsw i64 %21, %22
  %24 = add nuw nsw i64 %23, %17
  %25 = getelementptr inbounds nuw i32, ptr %0, i64 %24
  %26 = load i32, ptr %25, align 4
  %27 = sext i32 %26 to i64
  %28 = mul nuw nsw i64 %17, 32
  %29 = add nuw nsw i64 %21, %28
  %30 = add nuw nsw i64 %29, %13
  %31 = getelementptr inbounds nuw i32, ptr %1, i64 %30
  %32 = load i32, ptr %31, align 4
  %33 = sext i32 %32 to i64
  %34 = mul i64 %27, %33
  %35 = add i64 %18, %34
  %36 = add i64 %17, 1
  br label %16

37:                                               ; preds = %16
  %38 = mul nuw nsw i64 %5, 1024
  %39 = mul nuw nsw i64 %9, 32
  %40 = add nuw nsw i64 %38, %39
  %41 = add nuw nsw i64 %40, %13
  %42 = getelementptr inbounds nuw i64, ptr %2, i64 %41
  store i64 %18, ptr %42, align 8
  %43 = add i64 %13, 1
  br label %12

44:                                               ; preds = %12
  %45 = add i64 %9, 1
  br label %8

46:                                               ; preds = %8
  %47 = add i64 %5, 1
  br label %4

48:                                               ; preds = %4
  ret i32 0
}

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.map.898ad13ad33b90e9(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias captures(none) %2) #16 {
  br label %4

4:                                                ; preds = %41, %3
  %5 = phi i64 [ %42, %41 ], [ 0, %3 ]
  %6 = icmp slt i64 %5, 1
  br i1 %6, label %7, label %43

7:                                                ; preds = %4
  br label %8

8:                                                ; preds = %39, %7
  %9 = phi i64 [ %40, %39 ], [ 0, %7 ]
  %10 = icmp slt i64 %9, 6
  br i1 %10, label %11, label %41

11:                                               ; preds = %8
  br label %12

12:                                               ; preds = %37, %11
  %13 = phi i64 [ %38, %37 ], [ 0, %11 ]
  %14 = icmp slt i64 %13, 32
  br i1 %14, label %15, label %39

15:                                               ; preds = %12
  br label %16

16:                                               ; preds = %19, %15
  %17 = phi i64 [ %36, %19 ], [ 0, %15 ]
  %18 = icmp slt i64 %17, 32
  br i1 %18, label %19, label %37

19:                                               ; preds = %16
  %20 = mul nuw nsw i64 %5, 6144
  %21 = mul nuw nsw i64 %9, 1024
  %22 = add nuw nsw i64 %20, %21
  %23 = mul nuw nsw i64 %13, 32
  %24 = add nuw nsw i64 %22, %23
  %25 = add nuw nsw i64 %24, %17
  %26 = getelementptr inbounds nuw i64, ptr %0, i64 %25
  %27 = load i64, ptr %26, align 8
  %28 = getelementptr inbounds nuw i8, ptr %1, i64 %25
  %29 = load i8, ptr %28, align 1
  %30 = sext i8 %29 to i64
  %31 = mul i64 %27, %30
  %32 = mul i64 %30, 2257136779508
  %33 = add i64 %31, %32
  %34 = add i64 %33, -2257136779508
  %35 = getelementptr inbounds nuw i64, ptr %2, i64 %25
  store i64 %34, ptr %35, align 8
  %36 = add i64 %17, 1
  br label %16

37:                                               ; preds = %16
  %38 = add i64 %13, 1
  br label %12

39:                                               ; preds = %12
  %40 = add i64 %9, 1
  br label %8

41:                                               ; preds = %8
  %42 = add i64 %5, 1
  br label %4

43:                                               ; preds = %4
  ret i32 0
}

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.rescale.48162f8973e9665e(ptr noalias readonly captures(none) %0, ptr noalias captures(none) %1) #17 {
  br label %3

3:                                                ; preds = %6, %2
  %4 = phi i64 [ %14, %6 ], [ 0, %2 ]
  %5 = icmp slt i64 %4, 3072
  br i1 %5, label %6, label %15

6:                                                ; preds = %3
  %7 = getelementptr inbounds nuw i32, ptr %0, i64 %4
  %8 = load i32, ptr %7, align 4
  %9 = sext i32 %8 to i64
  %10 = add i64 %9, 2048
  %11 = ashr i64 %10, 12
  %12 = trunc i64 %11 to i32
  %13 = getelementptr inbounds nuw i32, ptr %1, i64 %4
  store i32 %12, ptr %13, align 4
  %14 = add i64 %4, 1
  br label %3

15:                                               ; preds = %3
  ret i32 0
}

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.lookup.84d38c78a3f3d60f(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias captures(none) %2) #18 {
  br label %4

4:                                                ; preds = %45, %3
  %5 = phi i64 [ %46, %45 ], [ 0, %3 ]
  %6 = icmp slt i64 %5, 192
  br i1 %6, label %7, label %47

7:                                                ; preds = %4
  br label %8

8:                                                ; preds = %43, %7
  %9 = phi i64 [ %44, %43 ], [ 0, %7 ]
  %10 = icmp slt i64 %9, 1
  br i1 %10, label %11, label %45

11:                                               ; preds = %8
  br label %12

12:                                               ; preds = %16, %11
  %13 = phi i64 [ %23, %16 ], [ 0, %11 ]
  %14 = phi i64 [ %22, %16 ], [ -9223372036854775808, %11 ]
  %15 = icmp slt i64 %13, 32
  br i1 %15, label %16, label %24

16:                                               ; preds = %12
  %17 = mul nuw nsw i64 %5, 32
  %18 = add nuw nsw i64 %17, %13
  %19 = add nuw nsw i64 %18, %9
  %20 = getelementptr inbounds nuw i64, ptr %0, i64 %19
  %21 = load i64, ptr %20, align 8
  %22 = call i64 @llvm.smax.i64(i64 %14, i64 %21)
  %23 = add i64 %13, 1
  br label %12

24:                                               ; preds = %12
  br label %25

25:                                               ; preds = %28, %24
  %26 = phi i64 [ %42, %28 ], [ 0, %24 ]
  %27 = icmp slt i64 %26, 32
  br i1 %27, label %28, label %43

28:                                               ; preds = %25
  %29 = mul nuw nsw i64 %5, 32
  %30 = add nuw nsw i64 %29, %26
  %31 = add nuw nsw i64 %30, %9
  %32 = getelementptr inbounds nuw i64, ptr %0, i64 %31
  %33 = load i64, ptr %32, align 8
  %34 = sub i64 %14, %33
  %35 = mul i64 %34, 21163
  %36 = ashr i64 %35, 38
  %37 = call i64 @llvm.smax.i64(i64 %36, i64 0)
  %38 = call i64 @llvm.smin.i64(i64 %37, i64 8192)
  %39 = getelementptr inbounds nuw i32, ptr %1, i64 %38
  %40 = load i32, ptr %39, align 4
  %41 = getelementptr inbounds nuw i32, ptr %2, i64 %31
  store i32 %40, ptr %41, align 4
  %42 = add i64 %26, 1
  br label %25

43:                                               ; preds = %25
  %44 = add i64 %9, 1
  br label %8

45:                                               ; preds = %8
  %46 = add i64 %5, 1
  br label %4

47:                                               ; preds = %4
  ret i32 0
}

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.fully_connected.0e0ab2524cf324ce: as circuit.fully_connected.c888ddc808810700, sha256 962339db1d56e399

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.quotient.c29e21c28219699e(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias captures(none) %2) #20 {
  br label %4

4:                                                ; preds = %42, %3
  %5 = phi i64 [ %43, %42 ], [ 0, %3 ]
  %6 = icmp slt i64 %5, 192
  br i1 %6, label %7, label %44

7:                                                ; preds = %4
  br label %8

8:                                                ; preds = %12, %7
  %9 = phi i64 [ %18, %12 ], [ 0, %7 ]
  %10 = phi i32 [ %17, %12 ], [ 0, %7 ]
  %11 = icmp slt i64 %9, 32
  br i1 %11, label %12, label %19

12:                                               ; preds = %8
  %13 = mul nuw nsw i64 %5, 32
  %14 = add nuw nsw i64 %13, %9
  %15 = getelementptr inbounds nuw i32, ptr %1, i64 %14
  %16 = load i32, ptr %15, align 4
  %17 = add i32 %10, %16
  %18 = add i64 %9, 1
  br label %8

19:                                               ; preds = %8
  %20 = call i32 @llvm.smax.i32(i32 %10, i32 32768)
  %21 = sext i32 %20 to i64
  %22 = udiv i64 68719476736, %21
  %23 = trunc i64 %22 to i32
  br label %24

24:                                               ; preds = %27, %19
  %25 = phi i64 [ %41, %27 ], [ 0, %19 ]
  %26 = icmp slt i64 %25, 16
  br i1 %26, label %27, label %42

27:                                               ; preds = %24
  %28 = mul nuw nsw i64 %5, 16
  %29 = add nuw nsw i64 %28, %25
  %30 = getelementptr inbounds nuw i64, ptr %0, i64 %29
  %31 = load i64, ptr %30, align 8
  %32 = sext i32 %23 to i64
  %33 = mul i64 %31, %32
  %34 = add i64 %33, 549755813888
  %35 = ashr i64 %34, 40
  %36 = trunc i64 %35 to i32
  %37 = call i32 @llvm.smax.i32(i32 %36, i32 -5623)
  %38 = call i32 @llvm.smin.i32(i32 %37, i32 5622)
  %39 = trunc i32 %38 to i16
  %40 = getelementptr inbounds nuw i16, ptr %2, i64 %29
  store i16 %39, ptr %40, align 2
  %41 = add i64 %25, 1
  br label %24

42:                                               ; preds = %24
  %43 = add i64 %5, 1
  br label %4

44:                                               ; preds = %4
  ret i32 0
}

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.transpose.73e8bce2b913588a: as circuit.transpose.7525d525c9c9e1af, sha256 ea5b1f9d4812165e

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.fully_connected.43061c60bfd262ee(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias captures(none) %2) #22 {
  br label %4

4:                                                ; preds = %52, %3
  %5 = phi i64 [ %53, %52 ], [ 0, %3 ]
  %6 = icmp slt i64 %5, 1
  br i1 %6, label %7, label %54

7:                                                ; preds = %4
  br label %8

8:                                                ; preds = %50, %7
  %9 = phi i64 [ %51, %50 ], [ 0, %7 ]
  %10 = icmp slt i64 %9, 32
  br i1 %10, label %11, label %52

11:                                               ; preds = %8
  br label %12

12:                                               ; preds = %38, %11
  %13 = phi i64 [ %49, %38 ], [ 0, %11 ]
  %14 = icmp slt i64 %13, 96
  br i1 %14, label %15, label %50

15:                                               ; preds = %12
  br label %16

16:                                               ; preds = %20, %15
  %17 = phi i64 [ %37, %20 ], [ 0, %15 ]
  %18 = phi i32 [ %36, %20 ], [ 0, %15 ]
  %19 = icmp slt i64 %17, 96
  br i1 %19, label %20, label %38

20:                                               ; preds = %16
  %21 = mul nuw nsw i64 %5, 3072
  %22 = mul nuw nsw i64 %9, 96
  %23 = add nuw nsw i64 %21, %22
  %24 = add nuw nsw i64 %23, %17
  %25 = getelementptr inbounds nuw i16, ptr %0, i64 %24
  %26 = load i16, ptr %25, align 2
  %27 = sext i16 %26 to i32
  %28 = mul nuw nsw i64 %5, 9216
  %29 = mul nuw nsw i64 %17, 96
  %30 = add nuw nsw i64 %28, %29
  %31 = add nuw nsw i64 %30, %13
  %32 = getelementptr inbounds nuw i16, ptr %1, i64 %31
  %33 = load i16, ptr %32, align 2
  %34 = sext i16 %33 to i32
  %35 = mul i32 %27, %34
  %36 = add i32 %18, %35
  %37 = add i64 %17, 1
  br label %16

38:                                               ; preds = %16
  %39 = add i32 %18, 16384
  %40 = ashr i32 %39, 15
  %41 = call i32 @llvm.smax.i32(i32 %40, i32 -4096)
  %42 = call i32 @llvm.smin.i32(i32 %41, i32 4095)
  %43 = trunc i32 %42 to i16
  %44 = mul nuw nsw i64 %5, 3072
  %45 = mul nuw nsw i64 %9, 96
  %46 = add nuw nsw i64 %44, %45
  %47 = add nuw nsw i64 %46, %13
  %48 = getelementptr inbounds nuw i16, ptr %2, i64 %47
  store i16 %43, ptr %48, align 2
  %49 = add i64 %13, 1
  br label %12

50:                                               ; preds = %12
  %51 = add i64 %9, 1
  br label %8

52:                                               ; preds = %8
  %53 = add i64 %5, 1
  br label %4

54:                                               ; preds = %4
  ret i32 0
}

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.add.db5a2ec89733c498(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias captures(none) %2) #23 {
  br label %4

4:                                                ; preds = %34, %3
  %5 = phi i64 [ %35, %34 ], [ 0, %3 ]
  %6 = icmp slt i64 %5, 1
  br i1 %6, label %7, label %36

7:                                                ; preds = %4
  br label %8

8:                                                ; preds = %32, %7
  %9 = phi i64 [ %33, %32 ], [ 0, %7 ]
  %10 = icmp slt i64 %9, 32
  br i1 %10, label %11, label %34

11:                                               ; preds = %8
  br label %12

12:                                               ; preds = %15, %11
  %13 = phi i64 [ %31, %15 ], [ 0, %11 ]
  %14 = icmp slt i64 %13, 96
  br i1 %14, label %15, label %32

15:                                               ; preds = %12
  %16 = mul nsw i64 %9, 96
  %17 = add i64 %16, %13
  %18 = getelementptr inbounds nuw i32, ptr %0, i64 %17
  %19 = load i32, ptr %18, align 4
  %20 = mul i32 %19, 32
  %21 = getelementptr inbounds nuw i16, ptr %1, i64 %17
  %22 = load i16, ptr %21, align 2
  %23 = sext i16 %22 to i32
  %24 = mul i32 %23, 16579
  %25 = add i32 %20, %24
  %26 = mul nuw nsw i64 %5, 3072
  %27 = mul nuw nsw i64 %9, 96
  %28 = add nuw nsw i64 %26, %27
  %29 = add nuw nsw i64 %28, %13
  %30 = getelementptr inbounds nuw i32, ptr %2, i64 %29
  store i32 %25, ptr %30, align 4
  %31 = add i64 %13, 1
  br label %12

32:                                               ; preds = %12
  %33 = add i64 %9, 1
  br label %8

34:                                               ; preds = %8
  %35 = add i64 %5, 1
  br label %4

36:                                               ; preds = %4
  ret i32 0
}

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.map.c789231100e590bd(ptr noalias readonly captures(none) %0, ptr noalias captures(none) %1) #24 {
  br label %3

3:                                                ; preds = %34, %2
  %4 = phi i64 [ %35, %34 ], [ 0, %2 ]
  %5 = icmp slt i64 %4, 1
  br i1 %5, label %6, label %36

6:                                                ; preds = %3
  br label %7

7:                                                ; preds = %32, %6
  %8 = phi i64 [ %33, %32 ], [ 0, %6 ]
  %9 = icmp slt i64 %8, 32
  br i1 %9, label %10, label %34

10:                                               ; preds = %7
  br label %11

11:                                               ; preds = %14, %10
  %12 = phi i64 [ %31, %14 ], [ 0, %10 ]
  %13 = icmp slt i64 %12, 96
  br i1 %13, label %14, label %32

14:                                               ; preds = %11
  %15 = mul nuw nsw i64 %4, 3072
  %16 = mul nuw nsw i64 %8, 96
  %17 = add nuw nsw i64 %15, %16
  %18 = add nuw nsw i64 %17, %12
  %19 = getelementptr inbounds nuw i32, ptr %0, i64 %18
  %20 = load i32, ptr %19, align 4
  %21 = add i32 %20, 1024
  %22 = ashr i32 %21, 11
  %23 = sext i32 %22 to i64
  %24 = mul i64 %23, %23
  %25 = add i64 %24, 512
  %26 = ashr i64 %25, 10
  %27 = trunc i64 %26 to i32
  %28 = call i32 @llvm.smax.i32(i32 %27, i32 0)
  %29 = call i32 @llvm.smin.i32(i32 %28, i32 877600)
  %30 = getelementptr inbounds nuw i32, ptr %1, i64 %18
  store i32 %29, ptr %30, align 4
  %31 = add i64 %12, 1
  br label %11

32:                                               ; preds = %11
  %33 = add i64 %8, 1
  br label %7

34:                                               ; preds = %7
  %35 = add i64 %4, 1
  br label %3

36:                                               ; preds = %3
  ret i32 0
}

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.rescale.213b39e641031682: as circuit.rescale.5f05c74e9f05c7bd, sha256 080cfdc66adc6298

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.average_pool.3e0278a17e7e8e64: as circuit.average_pool.c6dbe58f241b3503, sha256 afa29c475a2868cf

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.lookup.6392288db0c6a4f9(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias readonly captures(none) %2, ptr noalias readonly captures(none) %3, ptr noalias captures(none) %4) #27 {
  br label %6

6:                                                ; preds = %63, %5
  %7 = phi i64 [ %64, %63 ], [ 0, %5 ]
  %8 = icmp slt i64 %7, 1
  br i1 %8, label %9, label %65

9:                                                ; preds = %6
  br label %10

10:                                               ; preds = %61, %9
  %11 = phi i64 [ %62, %61 ], [ 0, %9 ]
  %12 = icmp slt i64 %11, 32
  br i1 %12, label %13, label %63

13:                                               ; preds = %10
  br label %14

14:                                               ; preds = %36, %13
  %15 = phi i64 [ %60, %36 ], [ 0, %13 ]
  %16 = icmp slt i64 %15, 1
  br i1 %16, label %17, label %61

17:                                               ; preds = %14
  %18 = mul nuw nsw i64 %7, 32
  %19 = add nuw nsw i64 %18, %11
  %20 = add nuw nsw i64 %19, %15
  %21 = getelementptr inbounds nuw i32, ptr %0, i64 %20
  %22 = load i32, ptr %21, align 4
  %23 = call i32 @llvm.smax.i32(i32 %22, i32 26489)
  %24 = call i32 @llvm.smin.i32(i32 %23, i32 415265)
  br label %25

25:                                               ; preds = %29, %17
  %26 = phi i64 [ %35, %29 ], [ 0, %17 ]
  %27 = phi i32 [ %34, %29 ], [ 0, %17 ]
  %28 = icmp slt i64 %26, 18
  br i1 %28, label %29, label %36

29:                                               ; preds = %25
  %30 = getelementptr inbounds nuw i32, ptr %3, i64 %26
  %31 = load i32, ptr %30, align 4
  %32 = icmp slt i32 %31, %24
  %33 = select i1 %32, i32 1, i32 0
  %34 = add i32 %27, %33
  %35 = add i64 %26, 1
  br label %25

36:                                               ; preds = %25
  %37 = mul i32 %27, 1024
  %38 = sext i32 %24 to i64
  %39 = sext i32 %27 to i64
  %40 = call i64 @llvm.umin.i64(i64 %39, i64 18)
  %41 = getelementptr inbounds nuw i32, ptr %2, i64 %40
  %42 = load i32, ptr %41, align 4
  %43 = sext i32 %42 to i64
  %44 = mul i64 %38, %43
  %45 = add i64 %44, 128
  %46 = ashr i64 %45, 8
  %47 = call i64 @llvm.smax.i64(i64 %46, i64 1024)
  %48 = call i64 @llvm.smin.i64(i64 %47, i64 2048)
  %49 = trunc i64 %48 to i32
  %50 = add i32 %37, %49
  %51 = add i32 %50, -1024
  %52 = call i32 @llvm.smax.i32(i32 %51, i32 14336)
  %53 = call i32 @llvm.smin.i32(i32 %52, i32 19456)
  %54 = sext i32 %53 to i64
  %55 = add i64 %54, -14336
  %56 = call i64 @llvm.umin.i64(i64 %55, i64 5120)
  %57 = getelementptr inbounds nuw i32, ptr %1, i64 %56
  %58 = load i32, ptr %57, align 4
  %59 = getelementptr inbounds nuw i32, ptr %4, i64 %20
  store i32 %58, ptr %59, align 4
  %60 = add i64 %15, 1
  br label %14

61:                                               ; preds = %14
  %62 = add i64 %11, 1
  br label %10

63:                                               ; preds = %10
  %64 = add i64 %7, 1
  br label %6

65:                                               ; preds = %6
  ret i32 0
}

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.lookup.3706dc053912c38c: as circuit.lookup.0a29fdf341ac4fff, sha256 8e2120abae0b91c4

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.map.5e7131953f10741c(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias captures(none) %2) #29 {
  %4 = alloca i32, i64 1, align 4
  br label %5

5:                                                ; preds = %60, %3
  %6 = phi i64 [ %61, %60 ], [ 0, %3 ]
  %7 = icmp slt i64 %6, 32
  br i1 %7, label %8, label %62

8:                                                ; preds = %5
  br label %9

9:                                                ; preds = %27, %8
  %10 = phi i64 [ %28, %27 ], [ 0, %8 ]
  %11 = icmp slt i64 %10, 1
  br i1 %11, label %12, label %29

12:                                               ; preds = %9
  br label %13

13:                                               ; preds = %16, %12
  %14 = phi i64 [ %26, %16 ], [ 0, %12 ]
  %15 = icmp slt i64 %14, 1
  br i1 %15, label %16, label %27

16:                                               ; preds = %13
  %17 = mul nuw nsw i64 %10, 32
  %18 = add nuw nsw i64 %17, %6
  %19 = add nuw nsw i64 %18, %14
  %20 = getelementptr inbounds nuw i32, ptr %1, i64 %19
  %21 = load i32, ptr %20, align 4
  %22 = add i32 %21, 4
  %23 = ashr i32 %22, 3
  %24 = add nuw nsw i64 %10, %14
  %25 = getelementptr inbounds nuw i32, ptr %4, i64 %24
  store i32 %23, ptr %25, align 4
  %26 = add i64 %14, 1
  br label %13

27:                                               ; preds = %13
  %28 = add i64 %10, 1
  br label %9

29:                                               ; preds = %9
  br label %30

30:                                               ; preds = %58, %29
  %31 = phi i64 [ %59, %58 ], [ 0, %29 ]
  %32 = icmp slt i64 %31, 1
  br i1 %32, label %33, label %60

33:                                               ; preds = %30
  br label %34

34:                                               ; preds = %37, %33
  %35 = phi i64 [ %57, %37 ], [ 0, %33 ]
  %36 = icmp slt i64 %35, 96
  br i1 %36, label %37, label %58

37:                                               ; preds = %34
  %38 = mul nuw nsw i64 %31, 3072
  %39 = mul nuw nsw i64 %6, 96
  %40 = add nuw nsw i64 %38, %39
  %41 = add nuw nsw i64 %40, %35
  %42 = getelementptr inbounds nuw i32, ptr %0, i64 %41
  %43 = load i32, ptr %42, align 4
  %44 = add i32 %43, 1024
  %45 = ashr i32 %44, 11
  %46 = sext i32 %45 to i64
  %47 = getelementptr inbounds nuw i32, ptr %4, i64 0
  %48 = load i32, ptr %47, align 4
  %49 = sext i32 %48 to i64
  %50 = mul i64 %46, %49
  %51 = add i64 %50, 1024
  %52 = ashr i64 %51, 11
  %53 = trunc i64 %52 to i32
  %54 = call i32 @llvm.smax.i32(i32 %53, i32 -422678)
  %55 = call i32 @llvm.smin.i32(i32 %54, i32 422677)
  %56 = getelementptr inbounds nuw i32, ptr %2, i64 %41
  store i32 %55, ptr %56, align 4
  %57 = add i64 %35, 1
  br label %34

58:                                               ; preds = %34
  %59 = add i64 %31, 1
  br label %30

60:                                               ; preds = %30
  %61 = add i64 %6, 1
  br label %5

62:                                               ; preds = %5
  ret i32 0
}

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.rescale.f5849279d290bbd0: as circuit.rescale.5f05c74e9f05c7bd, sha256 f95c52d61db97c11

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.fully_connected.8ece57aad30b3e3d: as circuit.fully_connected.c888ddc808810700, sha256 b60f94b7360b5e0e

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.lookup.5eefd5f1225af4d3(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias captures(none) %2) #32 {
  br label %4

4:                                                ; preds = %35, %3
  %5 = phi i64 [ %36, %35 ], [ 0, %3 ]
  %6 = icmp slt i64 %5, 1
  br i1 %6, label %7, label %37

7:                                                ; preds = %4
  br label %8

8:                                                ; preds = %33, %7
  %9 = phi i64 [ %34, %33 ], [ 0, %7 ]
  %10 = icmp slt i64 %9, 32
  br i1 %10, label %11, label %35

11:                                               ; preds = %8
  br label %12

12:                                               ; preds = %15, %11
  %13 = phi i64 [ %32, %15 ], [ 0, %11 ]
  %14 = icmp slt i64 %13, 256
  br i1 %14, label %15, label %33

15:                                               ; preds = %12
  %16 = mul nuw nsw i64 %5, 8192
  %17 = mul nuw nsw i64 %9, 256
  %18 = add nuw nsw i64 %16, %17
  %19 = add nuw nsw i64 %18, %13
  %20 = getelementptr inbounds nuw i32, ptr %0, i64 %19
  %21 = load i32, ptr %20, align 4
  %22 = add i32 %21, 65536
  %23 = ashr i32 %22, 17
  %24 = call i32 @llvm.smax.i32(i32 %23, i32 -1703)
  %25 = call i32 @llvm.smin.i32(i32 %24, i32 4155)
  %26 = sext i32 %25 to i64
  %27 = add i64 %26, 1703
  %28 = call i64 @llvm.umin.i64(i64 %27, i64 5858)
  %29 = getelementptr inbounds nuw i32, ptr %1, i64 %28
  %30 = load i32, ptr %29, align 4
  %31 = getelementptr inbounds nuw i32, ptr %2, i64 %19
  store i32 %30, ptr %31, align 4
  %32 = add i64 %13, 1
  br label %12

33:                                               ; preds = %12
  %34 = add i64 %9, 1
  br label %8

35:                                               ; preds = %8
  %36 = add i64 %5, 1
  br label %4

37:                                               ; preds = %4
  ret i32 0
}

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.map.19c3910a58a852f7(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias captures(none) %2) #33 {
  br label %4

4:                                                ; preds = %40, %3
  %5 = phi i64 [ %41, %40 ], [ 0, %3 ]
  %6 = icmp slt i64 %5, 1
  br i1 %6, label %7, label %42

7:                                                ; preds = %4
  br label %8

8:                                                ; preds = %38, %7
  %9 = phi i64 [ %39, %38 ], [ 0, %7 ]
  %10 = icmp slt i64 %9, 32
  br i1 %10, label %11, label %40

11:                                               ; preds = %8
  br label %12

12:                                               ; preds = %15, %11
  %13 = phi i64 [ %37, %15 ], [ 0, %11 ]
  %14 = icmp slt i64 %13, 256
  br i1 %14, label %15, label %38

15:                                               ; preds = %12
  %16 = mul nuw nsw i64 %5, 8192
  %17 = mul nuw nsw i64 %9, 256
  %18 = add nuw nsw i64 %16, %17
  %19 = add nuw nsw i64 %18, %13
  %20 = getelementptr inbounds nuw i32, ptr %0, i64 %19
  %21 = load i32, ptr %20, align 4
  %22 = add i32 %21, 2
  %23 = ashr i32 %22, 2
  %24 = sext i32 %23 to i64
  %25 = getelementptr inbounds nuw i32, ptr %1, i64 %19
  %26 = load i32, ptr %25, align 4
  %27 = add i32 %26, 4096
  %28 = ashr i32 %27, 13
  %29 = sext i32 %28 to i64
  %30 = mul i64 %24, %29
  %31 = add i64 %30, 4096
  %32 = ashr i64 %31, 13
  %33 = trunc i64 %32 to i32
  %34 = call i32 @llvm.smax.i32(i32 %33, i32 -429272)
  %35 = call i32 @llvm.smin.i32(i32 %34, i32 429270)
  %36 = getelementptr inbounds nuw i32, ptr %2, i64 %19
  store i32 %35, ptr %36, align 4
  %37 = add i64 %13, 1
  br label %12

38:                                               ; preds = %12
  %39 = add i64 %9, 1
  br label %8

40:                                               ; preds = %8
  %41 = add i64 %5, 1
  br label %4

42:                                               ; preds = %4
  ret i32 0
}

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.rescale.e1e35241b5d30d77: as circuit.rescale.5f05c74e9f05c7bd, sha256 d3fa76afb0bfb832

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.fully_connected.06b83a7b5708f634: as circuit.fully_connected.43061c60bfd262ee, sha256 8ff84a1857b84cbf

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.add.2ecbfef7389c9407(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias captures(none) %2) #36 {
  br label %4

4:                                                ; preds = %33, %3
  %5 = phi i64 [ %34, %33 ], [ 0, %3 ]
  %6 = icmp slt i64 %5, 1
  br i1 %6, label %7, label %35

7:                                                ; preds = %4
  br label %8

8:                                                ; preds = %31, %7
  %9 = phi i64 [ %32, %31 ], [ 0, %7 ]
  %10 = icmp slt i64 %9, 32
  br i1 %10, label %11, label %33

11:                                               ; preds = %8
  br label %12

12:                                               ; preds = %15, %11
  %13 = phi i64 [ %30, %15 ], [ 0, %11 ]
  %14 = icmp slt i64 %13, 96
  br i1 %14, label %15, label %31

15:                                               ; preds = %12
  %16 = mul nsw i64 %9, 96
  %17 = add i64 %16, %13
  %18 = getelementptr inbounds nuw i32, ptr %0, i64 %17
  %19 = load i32, ptr %18, align 4
  %20 = getelementptr inbounds nuw i16, ptr %1, i64 %17
  %21 = load i16, ptr %20, align 2
  %22 = sext i16 %21 to i32
  %23 = mul i32 %22, 202899
  %24 = add i32 %19, %23
  %25 = mul nuw nsw i64 %5, 3072
  %26 = mul nuw nsw i64 %9, 96
  %27 = add nuw nsw i64 %25, %26
  %28 = add nuw nsw i64 %27, %13
  %29 = getelementptr inbounds nuw i32, ptr %2, i64 %28
  store i32 %24, ptr %29, align 4
  %30 = add i64 %13, 1
  br label %12

31:                                               ; preds = %12
  %32 = add i64 %9, 1
  br label %8

33:                                               ; preds = %8
  %34 = add i64 %5, 1
  br label %4

35:                                               ; preds = %4
  ret i32 0
}

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.map.fb1bae55329d447a(ptr noalias readonly captures(none) %0, ptr noalias captures(none) %1) #37 {
  br label %3

3:                                                ; preds = %32, %2
  %4 = phi i64 [ %33, %32 ], [ 0, %2 ]
  %5 = icmp slt i64 %4, 1
  br i1 %5, label %6, label %34

6:                                                ; preds = %3
  br label %7

7:                                                ; preds = %30, %6
  %8 = phi i64 [ %31, %30 ], [ 0, %6 ]
  %9 = icmp slt i64 %8, 32
  br i1 %9, label %10, label %32

10:                                               ; preds = %7
  br label %11

11:                                               ; preds = %14, %10
  %12 = phi i64 [ %29, %14 ], [ 0, %10 ]
  %13 = icmp slt i64 %12, 96
  br i1 %13, label %14, label %30

14:                                               ; preds = %11
  %15 = mul nuw nsw i64 %4, 3072
  %16 = mul nuw nsw i64 %8, 96
  %17 = add nuw nsw i64 %15, %16
  %18 = add nuw nsw i64 %17, %12
  %19 = getelementptr inbounds nuw i32, ptr %0, i64 %18
  %20 = load i32, ptr %19, align 4
  %21 = add i32 %20, 8192
  %22 = ashr i32 %21, 14
  %23 = sext i32 %22 to i64
  %24 = mul i64 %23, %23
  %25 = add i64 %24, 2048
  %26 = ashr i64 %25, 12
  %27 = trunc i64 %26 to i32
  %28 = getelementptr inbounds nuw i32, ptr %1, i64 %18
  store i32 %27, ptr %28, align 4
  %29 = add i64 %12, 1
  br label %11

30:                                               ; preds = %11
  %31 = add i64 %8, 1
  br label %7

32:                                               ; preds = %7
  %33 = add i64 %4, 1
  br label %3

34:                                               ; preds = %3
  ret i32 0
}

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.rescale.878821bd861474a2: as circuit.rescale.5f05c74e9f05c7bd, sha256 1f90b3734d04d6dc

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.average_pool.bfdc5d86949ceeec: as circuit.average_pool.c6dbe58f241b3503, sha256 4651faf1f3a80acb

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.lookup.35ae8171b947a76b: as circuit.lookup.6392288db0c6a4f9, sha256 3ace6c82eafde68b

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.lookup.1f67812f7987051b(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias readonly captures(none) %2, ptr noalias readonly captures(none) %3, ptr noalias captures(none) %4) #41 {
  br label %6

6:                                                ; preds = %66, %5
  %7 = phi i64 [ %67, %66 ], [ 0, %5 ]
  %8 = icmp slt i64 %7, 1
  br i1 %8, label %9, label %68

9:                                                ; preds = %6
  br label %10

10:                                               ; preds = %64, %9
  %11 = phi i64 [ %65, %64 ], [ 0, %9 ]
  %12 = icmp slt i64 %11, 32
  br i1 %12, label %13, label %66

13:                                               ; preds = %10
  br label %14

14:                                               ; preds = %34, %13
  %15 = phi i64 [ %63, %34 ], [ 0, %13 ]
  %16 = icmp slt i64 %15, 1
  br i1 %16, label %17, label %64

17:                                               ; preds = %14
  br label %18

18:                                               ; preds = %22, %17
  %19 = phi i64 [ %33, %22 ], [ 0, %17 ]
  %20 = phi i32 [ %32, %22 ], [ 0, %17 ]
  %21 = icmp slt i64 %19, 22
  br i1 %21, label %22, label %34

22:                                               ; preds = %18
  %23 = getelementptr inbounds nuw i32, ptr %3, i64 %19
  %24 = load i32, ptr %23, align 4
  %25 = mul nuw nsw i64 %7, 32
  %26 = add nuw nsw i64 %25, %11
  %27 = add nuw nsw i64 %26, %15
  %28 = getelementptr inbounds nuw i32, ptr %0, i64 %27
  %29 = load i32, ptr %28, align 4
  %30 = icmp slt i32 %24, %29
  %31 = select i1 %30, i32 1, i32 0
  %32 = add i32 %20, %31
  %33 = add i64 %19, 1
  br label %18

34:                                               ; preds = %18
  %35 = mul i32 %20, 1024
  %36 = mul nuw nsw i64 %7, 32
  %37 = add nuw nsw i64 %36, %11
  %38 = add nuw nsw i64 %37, %15
  %39 = getelementptr inbounds nuw i32, ptr %0, i64 %38
  %40 = load i32, ptr %39, align 4
  %41 = sext i32 %40 to i64
  %42 = sext i32 %20 to i64
  %43 = call i64 @llvm.umin.i64(i64 %42, i64 22)
  %44 = getelementptr inbounds nuw i32, ptr %2, i64 %43
  %45 = load i32, ptr %44, align 4
  %46 = sext i32 %45 to i64
  %47 = mul i64 %41, %46
  %48 = add i64 %47, 2048
  %49 = ashr i64 %48, 12
  %50 = call i64 @llvm.smax.i64(i64 %49, i64 1024)
  %51 = call i64 @llvm.smin.i64(i64 %50, i64 2048)
  %52 = trunc i64 %51 to i32
  %53 = add i32 %35, %52
  %54 = add i32 %53, -1024
  %55 = call i32 @llvm.smax.i32(i32 %54, i32 18432)
  %56 = call i32 @llvm.smin.i32(i32 %55, i32 23552)
  %57 = sext i32 %56 to i64
  %58 = add i64 %57, -18432
  %59 = call i64 @llvm.umin.i64(i64 %58, i64 5120)
  %60 = getelementptr inbounds nuw i32, ptr %1, i64 %59
  %61 = load i32, ptr %60, align 4
  %62 = getelementptr inbounds nuw i32, ptr %4, i64 %38
  store i32 %61, ptr %62, align 4
  %63 = add i64 %15, 1
  br label %14

64:                                               ; preds = %14
  %65 = add i64 %11, 1
  br label %10

66:                                               ; preds = %10
  %67 = add i64 %7, 1
  br label %6

68:                                               ; preds = %6
  ret i32 0
}

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.map.2da6825607b7cf15: as circuit.map.5e7131953f10741c, sha256 2de3b284463cbc65

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.rescale.f6d4755074e3b553: as circuit.rescale.5f05c74e9f05c7bd, sha256 a4a2f3d324014744

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.map.13a1656f8491fb50: as circuit.map.1f665d5dfd70b370, sha256 ef16fdfe1448cfcf

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.map.9454571c65944114: as circuit.map.1f665d5dfd70b370, sha256 96b70c599b474f22

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.map.3999fd8e3629b0b5: as circuit.map.898ad13ad33b90e9, sha256 714a7bd0457e0546

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.lookup.d797cb38f483e87a: as circuit.lookup.84d38c78a3f3d60f, sha256 54ba2b0597358976

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.quotient.3ad90de8fcf359ff: as circuit.quotient.c29e21c28219699e, sha256 ec7ecf43a80082b4

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.add.2ec40bd08ecfb36d: as circuit.add.2ecbfef7389c9407, sha256 12cf7f3d407e4733

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.rescale.f16ef9031339dd09: as circuit.rescale.5f05c74e9f05c7bd, sha256 051b0ca1a5c3ae18

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.average_pool.41dfe269bd1ed862: as circuit.average_pool.c6dbe58f241b3503, sha256 33eb4c181e393797

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.lookup.f18dcab04c0176bc: as circuit.lookup.6392288db0c6a4f9, sha256 29c67169cd43f759

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.map.14102236449e81d0: as circuit.map.5e7131953f10741c, sha256 cd788ca0ae27c7ec

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.rescale.e57ff0e3e3fe1759: as circuit.rescale.5f05c74e9f05c7bd, sha256 e11f83f55d22d0f3

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.lookup.bb3ad43f66d2cd83: as circuit.lookup.5eefd5f1225af4d3, sha256 81c71f010215a889

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.map.1fb5fc9a89e92b06: as circuit.map.19c3910a58a852f7, sha256 be1943d7d77ecbe3

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.rescale.18f029194f977d49: as circuit.rescale.5f05c74e9f05c7bd, sha256 508ddbdeae7296aa

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.add.16b86e4a50a61d02: as circuit.add.2ecbfef7389c9407, sha256 c35201e99bdf9966

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.map.1e81b6662b3fdfd3: as circuit.map.c789231100e590bd, sha256 21ab9a14f386fe4d

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.rescale.cae8d1a8b0258b83: as circuit.rescale.5f05c74e9f05c7bd, sha256 8ff8e14862ae9795

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.average_pool.d7948a451246b472: as circuit.average_pool.c6dbe58f241b3503, sha256 d426bf767b7c0cb2

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.lookup.cd29a881ca21af5a: as circuit.lookup.6392288db0c6a4f9, sha256 a45d4821def7720a

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.map.6b7a139a3a03f2df: as circuit.map.5e7131953f10741c, sha256 081ac19848abb0c2

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.rescale.742cdca6e3474d98: as circuit.rescale.5f05c74e9f05c7bd, sha256 04c6de550465ef78

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.fully_connected.e458318dbaad171a: as circuit.fully_connected.c888ddc808810700, sha256 6f1f5aba855fab63

; Function Attrs: nocallback nocreateundeforpoison nofree nosync nounwind speculatable willreturn memory(none)
declare i32 @llvm.smax.i32(i32, i32) #66

; Function Attrs: nocallback nocreateundeforpoison nofree nosync nounwind speculatable willreturn memory(none)
declare i32 @llvm.smin.i32(i32, i32) #66

; Function Attrs: nocallback nocreateundeforpoison nofree nosync nounwind speculatable willreturn memory(none)
declare i64 @llvm.umin.i64(i64, i64) #66

; Function Attrs: nocallback nocreateundeforpoison nofree nosync nounwind speculatable willreturn memory(none)
declare i64 @llvm.smin.i64(i64, i64) #66

; Function Attrs: nocallback nocreateundeforpoison nofree nosync nounwind speculatable willreturn memory(none)
declare i64 @llvm.smax.i64(i64, i64) #66

; Function Attrs: nocallback nofree nosync nounwind willreturn memory(argmem: readwrite)
define i32 @main_graph(ptr noalias captures(none) %arena, ptr noalias readonly captures(none) %constants) #67 {
step0:
  %0 = getelementptr inbounds i8, ptr %arena, i64 32
  %status = call i32 @circuit.range_check.bebf5ee95955f86d(ptr %0) #68
  %well = icmp eq i32 %status, 0
  br i1 %well, label %step1, label %stop

step1:                                            ; preds = %step0
  %1 = getelementptr inbounds i8, ptr %constants, i64 0
  %2 = getelementptr inbounds i8, ptr %arena, i64 32
  %3 = getelementptr inbounds i8, ptr %arena, i64 16384
  %status1 = call i32 @circuit.gather.b2c7a27e1a446c23(ptr %1, ptr %2, ptr %3) #69
  %well2 = icmp eq i32 %status1, 0
  br i1 %well2, label %step2, label %stop

step2:                                            ; preds = %step1
  %4 = getelementptr inbounds i8, ptr %arena, i64 16384
  %5 = getelementptr inbounds i8, ptr %arena, i64 49152
  %status3 = call i32 @circuit.map.209946973f28d758(ptr %4, ptr %5) #70
  %well4 = icmp eq i32 %status3, 0
  br i1 %well4, label %step3, label %stop

step3:                                            ; preds = %step2
  %6 = getelementptr inbounds i8, ptr %arena, i64 49152
  %7 = getelementptr inbounds i8, ptr %arena, i64 61440
  %status5 = call i32 @circuit.rescale.5f05c74e9f05c7bd(ptr %6, ptr %7) #70
  %well6 = icmp eq i32 %status5, 0
  br i1 %well6, label %step4, label %stop

step4:                                            ; preds = %step3
  %8 = getelementptr inbounds i8, ptr %arena, i64 61440
  %9 = getelementptr inbounds i8, ptr %arena, i64 64
  %status7 = call i32 @circuit.average_pool.c6dbe58f241b3503(ptr %8, ptr %9) #71
  %well8 = icmp eq i32 %status7, 0
  br i1 %well8, label %step5, label %stop

step5:                                            ; preds = %step4
  %10 = getelementptr inbounds i8, ptr %arena, i64 64
  %11 = getelementptr inbounds i8, ptr %constants, i64 14208
  %12 = getelementptr inbounds i8, ptr %arena, i64 49152
  %status9 = call i32 @circuit.add.4a3e30b904c7034e(ptr %10, ptr %11, ptr %12) #72
  %well10 = icmp eq i32 %status9, 0
  br i1 %well10, label %step6, label %stop

step6:                                            ; preds = %step5
  %13 = getelementptr inbounds i8, ptr %arena, i64 49152
  %14 = getelementptr inbounds i8, ptr %constants, i64 14240
  %15 = getelementptr inbounds i8, ptr %arena, i64 77824
  %status11 = call i32 @circuit.lookup.b7c0abc92a33eeb4(ptr %13, ptr %14, ptr %15) #73
  %well12 = icmp eq i32 %status11, 0
  br i1 %well12, label %step7, label %stop

step7:                                            ; preds = %step6
  %16 = getelementptr inbounds i8, ptr %arena, i64 77824
  %17 = getelementptr inbounds i8, ptr %constants, i64 35232
  %18 = getelementptr inbounds i8, ptr %arena, i64 49152
  %status13 = call i32 @circuit.lookup.0a29fdf341ac4fff(ptr %16, ptr %17, ptr %18) #74
  %well14 = icmp eq i32 %status13, 0
  br i1 %well14, label %step8, label %stop

step8:                                            ; preds = %step7
  %19 = getelementptr inbounds i8, ptr %arena, i64 16384
  %20 = getelementptr inbounds i8, ptr %arena, i64 49152
  %21 = getelementptr inbounds i8, ptr %arena, i64 77824
  %status15 = call i32 @circuit.map.c1418de2f4bf000e(ptr %19, ptr %20, ptr %21) #75
  %well16 = icmp eq i32 %status15, 0
  br i1 %well16, label %step9, label %stop

step9:                                            ; preds = %step8
  %22 = getelementptr inbounds i8, ptr %arena, i64 77824
  %23 = getelementptr inbounds i8, ptr %arena, i64 61440
  %status17 = call i32 @circuit.rescale.6c98a6dc4a3e345b(ptr %22, ptr %23) #75
  %well18 = icmp eq i32 %status17, 0
  br i1 %well18, label %step10, label %stop

step10:                                           ; preds = %step9
  %24 = getelementptr inbounds i8, ptr %arena, i64 61440
  %25 = getelementptr inbounds i8, ptr %constants, i64 68032
  %26 = getelementptr inbounds i8, ptr %arena, i64 49152
  %status19 = call i32 @circuit.fully_connected.c888ddc808810700(ptr %24, ptr %25, ptr %26) #76
  %well20 = icmp eq i32 %status19, 0
  br i1 %well20, label %step11, label %stop

step11:                                           ; preds = %step10
  %27 = getelementptr inbounds i8, ptr %arena, i64 49152
  %28 = getelementptr inbounds i8, ptr %arena, i64 77824
  %status21 = call i32 @circuit.transpose.7525d525c9c9e1af(ptr %27, ptr %28) #77
  %well22 = icmp eq i32 %status21, 0
  br i1 %well22, label %step12, label %stop

step12:                                           ; preds = %step11
  %29 = getelementptr inbounds i8, ptr %arena, i64 77824
  %30 = getelementptr inbounds i8, ptr %constants, i64 86464
  %31 = getelementptr inbounds i8, ptr %constants, i64 88512
  %32 = getelementptr inbounds i8, ptr %arena, i64 49152
  %status23 = call i32 @circuit.map.1f665d5dfd70b370(ptr %29, ptr %30, ptr %31, ptr %32) #78
  %well24 = icmp eq i32 %status23, 0
  br i1 %well24, label %step13, label %stop

step13:                                           ; preds = %step12
  %33 = getelementptr inbounds i8, ptr %arena, i64 61440
  %34 = getelementptr inbounds i8, ptr %constants, i64 90560
  %35 = getelementptr inbounds i8, ptr %arena, i64 77824
  %status25 = call i32 @circuit.fully_connected.c888ddc808810700(ptr %33, ptr %34, ptr %35) #79
  %well26 = icmp eq i32 %status25, 0
  br i1 %well26, label %step14, label %stop

step14:                                           ; preds = %step13
  %36 = getelementptr inbounds i8, ptr %arena, i64 77824
  %37 = getelementptr inbounds i8, ptr %arena, i64 110592
  %status27 = call i32 @circuit.transpose.7525d525c9c9e1af(ptr %36, ptr %37) #80
  %well28 = icmp eq i32 %status27, 0
  br i1 %well28, label %step15, label %stop

step15:                                           ; preds = %step14
  %38 = getelementptr inbounds i8, ptr %arena, i64 110592
  %39 = getelementptr inbounds i8, ptr %constants, i64 86464
  %40 = getelementptr inbounds i8, ptr %constants, i64 88512
  %41 = getelementptr inbounds i8, ptr %arena, i64 77824
; 34964 bytes more, sha256 aa8b956f06bc9948

; Function Attrs: nocallback nofree nosync nounwind willreturn memory(argmem: readwrite)
define i32 @step(i64 %node, ptr noalias captures(none) %arena, ptr noalias readonly captures(none) %constants) #67 {
entry:
  switch i64 %node, label %none [
    i64 0, label %step0
    i64 1, label %step1
    i64 2, label %step2
    i64 3, label %step3
    i64 4, label %step4
    i64 5, label %step5
    i64 6, label %step6
    i64 7, label %step7
    i64 8, label %step8
    i64 9, label %step9
    i64 10, label %step10
    i64 11, label %step11
    i64 12, label %step12
    i64 13, label %step13
    i64 14, label %step14
    i64 15, label %step15
    i64 16, label %step16
    i64 17, label %step17
    i64 18, label %step18
    i64 19, label %step19
    i64 20, label %step20
    i64 21, label %step21
    i64 22, label %step22
    i64 23, label %step23
    i64 24, label %step24
    i64 25, label %step25
    i64 26, label %step26
    i64 27, label %step27
    i64 28, label %step28
    i64 29, label %step29
    i64 30, label %step30
    i64 31, label %step31
    i64 32, label %step32
    i64 33, label %step33
    i64 34, label %step34
    i64 35, label %step35
    i64 36, label %step36
    i64 37, label %step37
    i64 38, label %step38
    i64 39, label %step39
    i64 40, label %step40
    i64 41, label %step41
    i64 42, label %step42
    i64 43, label %step43
    i64 44, label %step44
    i64 45, label %step45
    i64 46, label %step46
    i64 47, label %step47
    i64 48, label %step48
    i64 49, label %step49
    i64 50, label %step50
    i64 51, label %step51
    i64 52, label %step52
    i64 53, label %step53
    i64 54, label %step54
    i64 55, label %step55
    i64 56, label %step56
    i64 57, label %step57
    i64 58, label %step58
    i64 59, label %step59
    i64 60, label %step60
    i64 61, label %step61
    i64 62, label %step62
    i64 63, label %step63
    i64 64, label %step64
    i64 65, label %step65
    i64 66, label %step66
    i64 67, label %step67
    i64 68, label %step68
    i64 69, label %step69
    i64 70, label %step70
    i64 71, label %step71
    i64 72, label %step72
    i64 73, label %step73
    i64 74, label %step74
    i64 75, label %step75
    i64 76, label %step76
    i64 77, label %step77
    i64 78, label %step78
    i64 79, label %step79
    i64 80, label %step80
    i64 81, label %step81
    i64 82, label %step82
    i64 83, label %step83
    i64 84, label %step84
    i64 85, label %step85
    i64 86, label %step86
    i64 87, label %step87
    i64 88, label %step88
    i64 89, label %step89
    i64 90, label %step90
    i64 91, label %step91
    i64 92, label %step92
  ]

step0:                                            ; preds = %entry
  %0 = getelementptr inbounds i8, ptr %arena, i64 32
  %status = call i32 @circuit.range_check.bebf5ee95955f86d(ptr %0) #68
  ret i32 %status

step1:                                            ; preds = %entry
  %1 = getelementptr inbounds i8, ptr %constants, i64 0
  %2 = getelementptr inbounds i8, ptr %arena, i64 32
  %3 = getelementptr inbounds i8, ptr %arena, i64 16384
  %status1 = call i32 @circuit.gather.b2c7a27e1a446c23(ptr %1, ptr %2, ptr %3) #69
  ret i32 %status1

step2:                                            ; preds = %entry
  %4 = getelementptr inbounds i8, ptr %arena, i64 16384
  %5 = getelementptr inbounds i8, ptr %arena, i64 49152
  %status2 = call i32 @circuit.map.209946973f28d758(ptr %4, ptr %5) #70
  ret i32 %status2

step3:                                            ; preds = %entry
  %6 = getelementptr inbounds i8, ptr %arena, i64 49152
  %7 = getelementptr inbounds i8, ptr %arena, i64 61440
  %status3 = call i32 @circuit.rescale.5f05c74e9f05c7bd(ptr %6, ptr %7) #70
  ret i32 %status3

step4:                                            ; preds = %entry
  %8 = getelementptr inbounds i8, ptr %arena, i64 61440
  %9 = getelementptr inbounds i8, ptr %arena, i64 64
  %status4 = call i32 @circuit.average_pool.c6dbe58f241b3503(ptr %8, ptr %9) #71
  ret i32 %status4

step5:                                            ; preds = %entry
  %10 = getelementptr inbounds i8, ptr %arena, i64 64
  %11 = getelementptr inbounds i8, ptr %constants, i64 14208
  %12 = getelementptr inbounds i8, ptr %arena, i64 49152
  %status5 = call i32 @circuit.add.4a3e30b904c7034e(ptr %10, ptr %11, ptr %12) #72
  ret i32 %status5

step6:                                            ; preds = %entry
  %13 = getelementptr inbounds i8, ptr %arena, i64 49152
  %14 = getelementptr inbounds i8, ptr %constants, i64 14240
  %15 = getelementptr inbounds i8, ptr %arena, i64 77824
  %status6 = call i32 @circuit.lookup.b7c0abc92a33eeb4(ptr %13, ptr %14, ptr %15) #73
  ret i32 %status6

step7:                                            ; preds = %entry
  %16 = getelementptr inbounds i8, ptr %arena, i64 77824
  %17 = getelementptr inbounds i8, ptr %constants, i64 35232
  %18 = getelementptr inbounds i8, ptr %arena, i64 49152
  %status7 = call i32 @circuit.lookup.0a29fdf341ac4fff(ptr %16, ptr %17, ptr %18) #74
  ret i32 %status7

step8:                                            ; preds = %entry
  %19 = getelementptr inbounds i8, ptr %arena, i64 16384
  %20 = getelementptr inbounds i8, ptr %arena, i64 49152
  %21 = getelementptr inbounds i8, ptr %arena, i64 77824
  %status8 = call i32 @circuit.map.c1418de2f4bf000e(ptr %19, ptr %20, ptr %21) #75
  ret i32 %status8

step9:                                            ; preds = %entry
  %22 = getelementptr inbounds i8, ptr %arena, i64 77824
  %23 = getelementptr inbounds i8, ptr %arena, i64 61440
  %status9 = call i32 @circuit.rescale.6c98a6dc4a3e345b(ptr %22, ptr %23) #75
  ret i32 %status9

step10:                                           ; preds = %entry
  %24 = getelementptr inbounds i8, ptr %arena, i64 61440
  %25 = getelementptr inbounds i8, ptr %constants, i64 68032
  %26 = getelementptr inbounds i8, ptr %arena, i64 49152
  %status10 = call i32 @circuit.fully_connected.c888ddc808810700(ptr %24, ptr %25, ptr %26) #76
  ret i32 %status10

; 28422 bytes more, sha256 607fb4c442fa15df

attributes #0 = { nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite) "circuit.gadget"="range_check" "circuit.params"="{\22gadget\22:\22range_check\22,\22len\22:32,\22x\22:\22i8\22,\22range\22:{\22lo\22:0,\22hi\22:36}}" "circuit.version"="1" }
; 1: as 0, sha256 586ea4730ac1d834
; 2: as 0, sha256 9bd92f546bb5a909
; 3: as 0, sha256 2b8a11c457058b76
; 4: as 0, sha256 d238a86185a85e27
; 5: as 0, sha256 3c9fcf3cdd223413
; 6: as 0, sha256 c94d7ca4b100c9a5
; 7: as 0, sha256 b38aea83441cc094
; 8: as 0, sha256 a8d3521e1d5d7984
; 9: as 0, sha256 29fbe94a86d9af47
; 10: as 0, sha256 a48022d15f651285
; 11: as 0, sha256 10e0567ccf124c55
; 12: as 0, sha256 8e6d4bbfda30d937
; 13: as 0, sha256 a9a1311e9c158380
; 14: as 0, sha256 3c094ed821b3483f
; 15: as 0, sha256 40b948ebb6660977
; 16: as 0, sha256 eff84432a683309c
; 17: as 0, sha256 fdb567b77426d5ff
; 18: as 0, sha256 0c8fa25cfde2dadb
; 19: as 0, sha256 3d4d6c02d9928b6d
; 20: as 0, sha256 58e64c4626109a8c
; 21: as 0, sha256 ccf5187a05f1647a
; 22: as 0, sha256 d4fb56bc30cfd88f
; 23: as 0, sha256 461949f843e0b383
; 24: as 0, sha256 d66a619788961653
; 25: as 0, sha256 0f9de0c9e418e214
; 26: as 0, sha256 b9de5a80f14ccafa
; 27: as 0, sha256 85afd81025831381
; 28: as 0, sha256 e073fa3709be0372
; 29: as 0, sha256 3f33bd17574d82f4
; 30: as 0, sha256 ee4aac4cdcc6b323
; 31: as 0, sha256 16e08b731cdbdcc9
; 32: as 0, sha256 0f3d2076b6078f0e
; 33: as 0, sha256 9dedb5d5ff5533bb
; 34: as 0, sha256 9f5fdf9b7f480ce3
; 35: as 0, sha256 385f49e4f5562cc1
; 36: as 0, sha256 f91e2d30d553facd
; 37: as 0, sha256 1815a2b722145b8d
; 38: as 0, sha256 81d8e101eaf40ada
; 39: as 0, sha256 7aff6a7b855d78ec
; 40: as 0, sha256 51b8be385fb56445
; 41: as 0, sha256 6ce9c11db06cb80d
; 42: as 0, sha256 5a5df46c5da36f4e
; 43: as 0, sha256 fa166d6cda9c18bd
; 44: as 0, sha256 b5062585ff926bab
; 45: as 0, sha256 2cf5e6e332d99ea0
; 46: as 0, sha256 8bbd2c54aa53b4f8
; 47: as 0, sha256 ceaf88261f797c78
; 48: as 0, sha256 08c812ee1fe284a9
; 49: as 0, sha256 80c622eb05df218a
; 50: as 0, sha256 958136106013d62a
; 51: as 0, sha256 3583bfe306ca8ef9
; 52: as 0, sha256 c6287b7b4d66947a
; 53: as 0, sha256 860039dfb97e5fd7
; 54: as 0, sha256 69e38f7189dd115c
; 55: as 0, sha256 f1ff346784e9fbe3
; 56: as 0, sha256 1d20763ad5384d90
; 57: as 0, sha256 ef7da66a1e8ae524
; 58: as 0, sha256 aa86fdb9fb770bdd
; 59: as 0, sha256 db4a058372a6a087
; 60: as 0, sha256 25da6100e887ccca
; 61: as 0, sha256 f2a4525606ca131d
; 62: as 0, sha256 55593d4493da56f6
; 63: as 0, sha256 189cdb1781b4e2e8
; 64: as 0, sha256 61e6c2104190d977
; 65: as 0, sha256 e5a78bcf5d885fe8
attributes #66 = { nocallback nocreateundeforpoison nofree nosync nounwind speculatable willreturn memory(none) }
attributes #67 = { nocallback nofree nosync nounwind willreturn memory(argmem: readwrite) }
attributes #68 = { "circuit.nodes"="[\22tokens\22]" }
attributes #69 = { "circuit.constants"="[1]" "circuit.nodes"="[\22node_embedding\22]" }
; 70: as 68, sha256 3af8f93ca60e7176
; 71: as 68, sha256 e8bdc3dea4e53505
; 72: as 69, sha256 0d9c2eca07fbe79a
; 73: as 69, sha256 df3d2764f3ed2026
; 74: as 69, sha256 42f107cd7b5ce231
; 75: as 68, sha256 e54b919c0e634cfe
; 76: as 69, sha256 a0ce17af5e6bfb36
; 77: as 68, sha256 a285e5e76777df2e
; 78: as 69, sha256 0aca3756dafb06e1
; 79: as 69, sha256 1079887d59ab0e27
; 80: as 68, sha256 5ae6182189598473
; 81: as 69, sha256 20e57647d45abebe
; 82: as 69, sha256 5e15fc9590bb59c3
; 83: as 68, sha256 3227136c8c0ce5e7
; 84: as 68, sha256 11401f84b62d540b
; 85: as 68, sha256 22b9d34c40a9e9d9
; 86: as 69, sha256 e2c5dbbc1f0f5326
; 87: as 68, sha256 83e4e7bd33afe1ab
; 88: as 69, sha256 29fdbd804a6e09a7
; 89: as 68, sha256 ea1e943001af77fc
; 90: as 69, sha256 9102c870cd38e03f
; 91: as 68, sha256 171a37a26d8cf08a
; 92: as 68, sha256 1c7b3f90e8d741c2
; 93: as 68, sha256 f83a76774776ea77
; 94: as 69, sha256 e681b9d7b37df9c9
; 95: as 69, sha256 e18b51b14a556590
; 96: as 69, sha256 0698bf8076dee367
; 97: as 68, sha256 df13c61d54b78a47
; 98: as 69, sha256 0c3a7015b705c7eb
; 99: as 69, sha256 5959d39e517d91b5
; 100: as 69, sha256 b60231cd75847592
; 101: as 68, sha256 d9293d3dce9a1022
; 102: as 69, sha256 6978a0cc0dc644b1
; 103: as 68, sha256 f297cfcc975bb3a1
; 104: as 68, sha256 c83340eb3229174b
; 105: as 68, sha256 9f76d48b7d1692a3
; 106: as 69, sha256 546b27276ec2f8be
; 107: as 69, sha256 2b2f54dd80bbc611
; 108: as 69, sha256 548f214ac395ea1b
; 109: as 68, sha256 53bcfa9f8fa07ea4
; 110: as 69, sha256 cc0f49e750d2ba97
; 111: as 68, sha256 eee7b6d7a1805b28
; 112: as 69, sha256 6a86305bdaf1762e
; 113: as 69, sha256 0634dccb3208ff2d
; 114: as 68, sha256 4e5c0f0db0229f20
; 115: as 69, sha256 ee955a43b650c21b
; 116: as 69, sha256 c0cbce09734f18c3
; 117: as 68, sha256 26f642844370061c
; 118: as 68, sha256 eb73f03f7d0e14d5
; 119: as 68, sha256 7ea446027bb8ed68
; 120: as 69, sha256 528ed7256030517e
; 121: as 68, sha256 325c56747ec21fd7
; 122: as 69, sha256 f82544fc07f9c323
; 123: as 68, sha256 cd19a6d80dab9922
; 124: as 69, sha256 7de189390ae58964
; 125: as 68, sha256 26054c28eda0def7
; 126: as 68, sha256 c84b757ebc68fbb2
; 127: as 68, sha256 c0040fa352504f41
; 128: as 69, sha256 3dda4b901314ea6c
; 129: as 69, sha256 5185e3c8735d44e9
; 130: as 69, sha256 a2ecb9c36ab17835
; 131: as 68, sha256 23877c81e05f197e
; 132: as 69, sha256 ed4275730032c474
; 133: as 69, sha256 57215efe65ae0bd7
; 134: as 69, sha256 211c1329bd9b5de5
; 135: as 68, sha256 490c0f83957bc875
; 136: as 69, sha256 4c23876019850578
; 137: as 68, sha256 39afc75c39bed3b1
; 138: as 68, sha256 72911ffb6d214116
; 139: as 68, sha256 db77930771895ef1
; 140: as 69, sha256 a897af49a8fd6acb
; 141: as 69, sha256 de3bbe633ca16663
; 142: as 69, sha256 a49403b427fd55ab
; 143: as 68, sha256 a1ae0e4638fc80ae
; 144: as 69, sha256 131ac3f45003ae26

!llvm.module.flags = !{!0}
!circuit.models = !{!1}

!0 = !{i32 2, !"Debug Info Version", i32 3}
!1 = !{i32 2, !"", !"main_graph", !"{\22log2_size\22:18,\22inputs\22:{\22offset\22:32,\22log2_size\22:5},\22outputs\22:{\22offset\22:8192,\22log2_size\22:13},\22constants_size\22:771808}", !2, !3, !4, !5, !6}
!2 = !{!"{\22offset\22:32,\22element\22:\22i8\22,\22count\22:32,\22tensors\22:[0]}", !"{\22offset\22:8192,\22element\22:\22i32\22,\22count\22:1184,\22tensors\22:[144]}", !"{\22offset\22:16384,\22element\22:\22i32\22,\22count\22:8192,\22tensors\22:[2,40,44,50,56,72,77,81,84,86,95,110,115,118,122,136,141]}", !"{\22offset\22:49152,\22element\22:\22i32\22,\22count\22:3072,\22tensors\22:[3,7,11,15,19,32,39,64,68,76,80,82,94,101,128,132,140]}", !"{\22offset\22:61440,\22element\22:\22i16\22,\22count\22:8192,\22tensors\22:[4,13,35,38,41,52,60,66,98,104,124,130]}", !"{\22offset\22:64,\22element\22:\22i16\22,\22count\22:3072,\22tensors\22:[5,36,42,62,65,78,97,100,103,116,126,129,142]}", !"{\22offset\22:77824,\22element\22:\22i32\22,\22count\22:8192,\22tensors\22:[9,12,16,21,23,33,54,58,85,88,90,120]}", !"{\22offset\22:110592,\22element\22:\22i32\22,\22count\22:8192,\22tensors\22:[22,25,27,48,51,59,89,123]}", !"{\22offset\22:143360,\22element\22:\22i32\22,\22count\22:3072,\22tensors\22:[26,63,102,106,114,127]}", !"{\22offset\22:155648,\22element\22:\22i64\22,\22count\22:6144,\22tensors\22:[28,34,91,96]}", !"{\22offset\22:204800,\22element\22:\22i64\22,\22count\22:6144,\22tensors\22:[30,93]}"}
!3 = !{!"{\22name\22:\22tokens\22,\22shape\22:[1,32],\22element\22:\22i8\22,\22scale\22:{\22mantissa\22:1,\22exponent\22:0},\22range\22:{\22lo\22:0,\22hi\22:36},\22place\22:{\22slot\22:0}}", !"{\22name\22:\22embedding.weight\22,\22shape\22:[37,96],\22element\22:\22i32\22,\22scale\22:{\22mantissa\22:4142010280849079,\22exponent\22:-70},\22range\22:{\22lo\22:-1048575,\22hi\22:841513},\22place\22:{\22constant\22:0}}", !"{\22name\22:\22embedding\22,\22shape\22:[1,32,96],\22element\22:\22i32\22,\22scale\22:{\22mantissa\22:4142010280849079,\22exponent\22:-70},\22range\22:{\22lo\22:-1048575,\22hi\22:; 30812 bytes more, sha256 557d139d002bcdfd
!4 = !{!"{\22name\22:\22tokens\22,\22tensor\22:0,\22shape\22:[1,32]}"}
!5 = !{!"{\22name\22:\22logits\22,\22tensor\22:144,\22shape\22:[1,32,37]}"}
!6 = !{!"{\22offset\22:0,\22bytes\22:14208,\22width\22:4,\22keccak256\22:\227ab43ebd1a423a75ad993073f44b193ab5be9cb2adbb498eb7230c14eab423ca\22}", !"{\22offset\22:14208,\22bytes\22:1,\22width\22:1,\22keccak256\22:\22f2ee15ea639b73fa3db9b34a245bdfa015c260c598b211bf05a1ecc4b3e3b4f2\22}", !"{\22offset\22:14240,\22bytes\22:20968,\22width\22:4,\22keccak256\22:\227167365d43f4abd046eb66e593b597b123c3f15af15cedc57d47b9df52143536\22}", !"{\22offset\22:35232,\22bytes\22:32772,\22width\22:4,\22keccak256\22:\22d771627741ca6a013a502602421436a0efc6ac4881b108cbfb8cfc827c3e59df\22}", !"{\22offset\22:68032,\22bytes\22:18432,\22width\22:2,\22keccak256\22:\22641a51b36fe2879d9e770a7c164ee2496f59cdea028119a5c7cf8313dcf21c74\22}", !"{\22offset\22:86464,\22bytes\22:2048,\22width\22:4,\22keccak256\22:\2275748179778b4dbeee37acfa5690c98c439a37a3128bb607e3dabc39f218a845\22}", !"{\22offset\22:88512,\22bytes\22:2048,\22width\22:4,\22keccak256\22:\220cdf3d2afa1c9b8d1adb6d16c4c59bb79315afa5d4227c2eef723de92fdfc325\22}", !"{\22offset\22:90560,\22bytes\22:18432,\22width\22:2,\22keccak256\22:\227730b58f151c86e10e812710e80b1f990af7af72b691cfe013c0c994ec41f3ca\22}", !"{\22offset\22:108992,\22bytes\22:18432,\22width\22:2,\22keccak256\22:\22b1af8be4360102a1c946fcf253fa99aa6ae4ee3904ab0ccef0f8cb9e54c99b09\22}", !"{\22offset\22:127424,\22bytes\22:6144,\22width\22:1,\22keccak256\22:\226ad09722c61310576fa74ec4769a4bdf4807b0fd893d3d53e2717774899dfd79\22}", !"{\22offset\22:133568,\22bytes\22:32772,\22width\22:4,\22keccak256\22:\224e0efd1700ec6cab3a0610f849dadcae9ef3b8361661dd8a1b438fbf4e8f3835\22}", !"{\22offset\22:166368,\22bytes\22:18432,\22width\22:2,\22keccak256\22:\222b3aa0702ed4e0e9e61774e22ab82ba2feb5514fed2732dc541d39c90b8acd32\22}", !"{\22offset\22:184800,\22bytes\22:1,\22width\22:1,\22keccak256\22:\225fe7f977e71dba2ea1a68e21057beebb9be2ac30c6410aa38d4f3fbe41dcffd2\22}", !"{\22offset\22:184832,\22bytes\22:20484,\22width\22:4,\22keccak256\22:\227593aa92ac4ec47eeb0edc539b791c03600a074fbe48b15873e8a2e29763e72a\22}", !"{\22offset\22:205344,\22bytes\22:76,\22width\22:4,\22keccak256\22:\2249745862458f0abeccc42f1983a7e5c6d17ba5440fbc10177a5476c3aa218926\22}", !"{\22offset\22:205440,\22bytes\22:72,\22width\22:4,\22keccak256\22:\2292cc97ee135e1aaa16ab3fbe2da0c8919917a2520a037c7e885326b2d11cdce6\22}", !"{\22offset\22:205536,\22bytes\22:24500,\22width\22:4,\22keccak256\22:\225067b4eb708e0376d26a7ea38d943c896aea3e6a45eed9eb328e40485a732790\22}", !"{\22offset\22:230048,\22bytes\22:49152,\22width\22:2,\22keccak256\22:\220e931ecda9c1a95cedb7e3dfa92d8e0b8451400e3e4e0e9bfcbe84d32700a35f\22}", !"{\22offset\22:279200,\22bytes\22:23436,\22width\22:4,\22keccak256\22:\225dfd08adcd7b50ca0505d7efb7d77da6db2800794ef7fe432eddbc852d18a4ff\22}", !"{\22offset\22:302656,\22bytes\22:49152,\22width\22:2,\22keccak256\22:\22eb936cf1e787b36a4b2556337c5c916f8078be2c9063631b3e3f2618a145e26c\22}", !"{\22offset\22:351808,\22bytes\22:49152,\22width\22:2,\22keccak256\22:\220936bfdca7d28bd4e41981aa20b0619d787e5b17bb3b7bec8505a7ef391f47ac\22}", !"{\22offset\22:400960,\22bytes\22:1,\22width\22:1,\22keccak256\22:\22bc36789e7a1e281436464229828f817d6612f7b477d66591ff96a9e064bcc98a\22}", !"{\22offset\22:400992,\22bytes\22:20484,\22width\22:4,\22keccak256\22:\2276867ee064ab2b448ae5b5aa59f5d82307b36c544b5654cff175253d8d92e72e\22}", !"{\22offset\22:421504,\22bytes\22:20484,\22width\22:4,\22keccak256\22:\22d6c41d7777dd6de87fd7928502b6bc64151be10424a12d501b2ebb30dfa3b8d6\22}", !"{\22offset\22:442016,\22bytes\22:92,\22width\22:4,\22keccak256\22:\22efd001151ee0d8455caad85e8086603574c5d3a73270ed14ec42adaf0975949e\22}", !"{\22offset\22:442112,\22bytes\22:88,\22width\22:4,\22keccak256\22:\2280569fa5eb4b0d99c7eeed13169e975f4550281cf0e8dfd9a1598fdfc5032d75\22}", !"{\22offset\22:442208,\22bytes\22:18432,\22width\22:2,\22keccak256\22:\22a18d90128378d4bb94a5eae5cac53993ae7a966818a40a45e0d271e7c910a5d0\22}", !"{\22offset\22:460640,\22bytes\22:18432,\22width\22:2,\22keccak256\22:\22018febca6c6c9acad3c3889929ac1fbb5103b2e985dc39d4fcc7f2ddb0535cbc\22}", !"{\22offset\22:479072,\22bytes\22:18432,\22width\22:2,\22keccak256\22:\22e0a56e6e4ae38ace5aee36232331306f30b601484ea335e7655f21c6d4a41c4d\22}", !"{\22offset\22:497504,\22bytes\22:18432,\22width\22:2,\22keccak256\22:\22fc9635fca7611d0845840740112536c13590d22beef75ea5ad5eb971c770c59c\22}", !"{\22offset\22:515936,\22bytes\22:20484,\22width\22:4,\22keccak256\22:\2207d4f5acb8c62860cbea2d3ab2ca88e6cb94859d4eb8eb5a7a56c1e8ebbd6ae6\22}", !"{\22offset\22:536448,\22bytes\22:20484,\22width\22:4,\22keccak256\22:\226a0c016adf278a109922680e42c557f16b245634dd0973e2ec24c495cce2db60\22}", !"{\22offset\22:556960,\22bytes\22:49152,\22width\22:2,\22keccak256\22:\2276d3271bde5ff23898c457759b44e850393dae8ac9542cba2203dfe5d8c8554c\22}", !"{\22offset\22:606112,\22bytes\22:19240,\22width\22:4,\22keccak256\22:\226a4ebd9179a3a252ee992fb5f757ebefc9ac9253510b5bd4d6976ac20df70586\22}", !"{\22offset\22:625376,\22bytes\22:49152,\22width\22:2,\22keccak256\22:\22b832be7b8974eaac93548ae004c26cacc30e721561ce1f17dacc80ec60010d74\22}", !"{\22offset\22:674528,\22bytes\22:49152,\22width\22:2,\22keccak256\22:\226f61bbc6465b44479ec07350e8c991954cca0995b3c086f7edba11e9c5aded74\22}", !"{\22offset\22:723680,\22bytes\22:20484,\22width\22:4,\22keccak256\22:\2260602a0f13a46f15ee0d18606aa09eb5e8c785c04216417be50e5ad192600c57\22}", !"{\22offset\22:744192,\22bytes\22:20484,\22width\22:4,\22keccak256\22:\2218c1b4944a228f3326b1905d7e458c468f3c0356ab4f30062f4a7629e9a17ecb\22}", !"{\22offset\22:764704,\22bytes\22:7104,\22width\22:2,\22keccak256\22:\227799d803c0ae0f6dcc6bca731634c94b372c81ab907513748cb16941ec6f433a\22}"}
