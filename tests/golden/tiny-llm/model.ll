; ModuleID = 'extended'
source_filename = "main_graph"

@circuit.constants = external constant [875904 x i8], align 32

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
define weak i32 @circuit.map.51bc6ed05d82ba3a(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias captures(none) %2) #9 {
  br label %4

4:                                                ; preds = %35, %3
  %5 = phi i64 [ %36, %35 ], [ 0, %3 ]
  %6 = icmp slt i64 %5, 96
  br i1 %6, label %7, label %37

7:                                                ; preds = %4
  %8 = getelementptr inbounds nuw i32, ptr %1, i64 %5
  %9 = load i32, ptr %8, align 4
  %10 = add i32 %9, 128
  %11 = ashr i32 %10, 8
  br label %12

12:                                               ; preds = %33, %7
  %13 = phi i64 [ %34, %33 ], [ 0, %7 ]
  %14 = icmp slt i64 %13, 1
  br i1 %14, label %15, label %35

15:                                               ; preds = %12
  br label %16

16:                                               ; preds = %19, %15
  %17 = phi i64 [ %32, %19 ], [ 0, %15 ]
  %18 = icmp slt i64 %17, 32
  br i1 %18, label %19, label %33

19:                                               ; preds = %16
  %20 = mul nuw nsw i64 %13, 3072
  %21 = mul nuw nsw i64 %17, 96
  %22 = add nuw nsw i64 %20, %21
  %23 = add nuw nsw i64 %22, %5
  %24 = getelementptr inbounds nuw i32, ptr %0, i64 %23
  %25 = load i32, ptr %24, align 4
  %26 = add i32 %25, 4
  %27 = ashr i32 %26, 3
  %28 = mul i32 %27, %11
  %29 = add i32 %28, 2048
  %30 = ashr i32 %29, 12
  %31 = getelementptr inbounds nuw i32, ptr %2, i64 %23
  store i32 %30, ptr %31, align 4
  %32 = add i64 %17, 1
  br label %16

33:                                               ; preds = %16
  %34 = add i64 %13, 1
  br label %12

35:                                               ; preds = %12
  %36 = add i64 %5, 1
  br label %4

37:                                               ; preds = %4
  ret i32 0
}

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.rescale.a7f816a33c29b901: as circuit.rescale.5f05c74e9f05c7bd, sha256 2dd3141cfcad9d2c

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.fully_connected.c888ddc808810700(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias captures(none) %2) #11 {
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
define weak i32 @circuit.transpose.7525d525c9c9e1af(ptr noalias readonly captures(none) %0, ptr noalias captures(none) %1) #12 {
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
define weak i32 @circuit.view.8efd864e1ebf3038(ptr noalias readonly captures(none) %0, ptr noalias captures(none) %1) #13 {
  br label %3

3:                                                ; preds = %39, %2
  %4 = phi i64 [ %40, %39 ], [ 0, %2 ]
  %5 = icmp slt i64 %4, 1
  br i1 %5, label %6, label %41

6:                                                ; preds = %3
  br label %7

7:                                                ; preds = %37, %6
  %8 = phi i64 [ %38, %37 ], [ 0, %6 ]
  %9 = icmp slt i64 %8, 6
  br i1 %9, label %10, label %39

10:                                               ; preds = %7
  br label %11

11:                                               ; preds = %35, %10
  %12 = phi i64 [ %36, %35 ], [ 0, %10 ]
  %13 = icmp slt i64 %12, 32
  br i1 %13, label %14, label %37

14:                                               ; preds = %11
  br label %15

15:                                               ; preds = %18, %14
  %16 = phi i64 [ %34, %18 ], [ 0, %14 ]
  %17 = icmp slt i64 %16, 8
  br i1 %17, label %18, label %35

18:                                               ; preds = %15
  %19 = mul nuw nsw i64 %4, 3072
  %20 = mul nuw nsw i64 %8, 512
  %21 = add nuw nsw i64 %19, %20
  %22 = mul nuw nsw i64 %12, 16
  %23 = add nuw nsw i64 %21, %22
  %24 = add nuw nsw i64 %23, %16
  %25 = getelementptr inbounds nuw i32, ptr %0, i64 %24
  %26 = load i32, ptr %25, align 4
  %27 = mul nuw nsw i64 %4, 1536
  %28 = mul nuw nsw i64 %8, 256
  %29 = add nuw nsw i64 %27, %28
  %30 = mul nuw nsw i64 %12, 8
  %31 = add nuw nsw i64 %29, %30
  %32 = add nuw nsw i64 %31, %16
  %33 = getelementptr inbounds nuw i32, ptr %1, i64 %32
  store i32 %26, ptr %33, align 4
  %34 = add i64 %16, 1
  br label %15

35:                                               ; preds = %15
  %36 = add i64 %12, 1
  br label %11

37:                                               ; preds = %11
  %38 = add i64 %8, 1
  br label %7

39:                                               ; preds = %7
  %40 = add i64 %4, 1
  br label %3

41:                                               ; preds = %3
  ret i32 0
}

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.view.d397f19fee493b25(ptr noalias readonly captures(none) %0, ptr noalias captures(none) %1) #14 {
  br label %3

3:                                                ; preds = %40, %2
  %4 = phi i64 [ %41, %40 ], [ 0, %2 ]
  %5 = icmp slt i64 %4, 1
  br i1 %5, label %6, label %42

6:                                                ; preds = %3
  br label %7

7:                                                ; preds = %38, %6
  %8 = phi i64 [ %39, %38 ], [ 0, %6 ]
  %9 = icmp slt i64 %8, 6
  br i1 %9, label %10, label %40

10:                                               ; preds = %7
  br label %11

11:                                               ; preds = %36, %10
  %12 = phi i64 [ %37, %36 ], [ 0, %10 ]
  %13 = icmp slt i64 %12, 32
  br i1 %13, label %14, label %38

14:                                               ; preds = %11
  br label %15

15:                                               ; preds = %18, %14
  %16 = phi i64 [ %35, %18 ], [ 0, %14 ]
  %17 = icmp slt i64 %16, 8
  br i1 %17, label %18, label %36

18:                                               ; preds = %15
  %19 = add i64 %16, 8
  %20 = mul nuw nsw i64 %4, 3072
  %21 = mul nuw nsw i64 %8, 512
  %22 = add nuw nsw i64 %20, %21
  %23 = mul nuw nsw i64 %12, 16
  %24 = add nuw nsw i64 %22, %23
  %25 = add nuw nsw i64 %24, %19
  %26 = getelementptr inbounds nuw i32, ptr %0, i64 %25
  %27 = load i32, ptr %26, align 4
  %28 = mul nuw nsw i64 %4, 1536
  %29 = mul nuw nsw i64 %8, 256
  %30 = add nuw nsw i64 %28, %29
  %31 = mul nuw nsw i64 %12, 8
  %32 = add nuw nsw i64 %30, %31
  %33 = add nuw nsw i64 %32, %16
  %34 = getelementptr inbounds nuw i32, ptr %1, i64 %33
  store i32 %27, ptr %34, align 4
  %35 = add i64 %16, 1
  br label %15

36:                                               ; preds = %15
  %37 = add i64 %12, 1
  br label %11

38:                                               ; preds = %11
  %39 = add i64 %8, 1
  br label %7

40:                                               ; preds = %7
  %41 = add i64 %4, 1
  br label %3

42:                                               ; preds = %3
  ret i32 0
}

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.map.2238f298dd82a3d0(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias captures(none) %2) #15 {
  br label %4

4:                                                ; preds = %49, %3
  %5 = phi i64 [ %50, %49 ], [ 0, %3 ]
  %6 = icmp slt i64 %5, 32
  br i1 %6, label %7, label %51

7:                                                ; preds = %4
  br label %8

8:                                                ; preds = %47, %7
  %9 = phi i64 [ %48, %47 ], [ 0, %7 ]
  %10 = icmp slt i64 %9, 16
  br i1 %10, label %11, label %49

11:                                               ; preds = %8
  %12 = mul nuw nsw i64 %5, 16
  %13 = add nuw nsw i64 %12, %9
  %14 = getelementptr inbounds nuw i32, ptr %1, i64 %13
  %15 = load i32, ptr %14, align 4
  %16 = add i32 %15, 16
  %17 = ashr i32 %16, 5
  br label %18

18:                                               ; preds = %45, %11
  %19 = phi i64 [ %46, %45 ], [ 0, %11 ]
  %20 = icmp slt i64 %19, 1
  br i1 %20, label %21, label %47

21:                                               ; preds = %18
  br label %22

22:                                               ; preds = %25, %21
  %23 = phi i64 [ %44, %25 ], [ 0, %21 ]
  %24 = icmp slt i64 %23, 6
  br i1 %24, label %25, label %45

25:                                               ; preds = %22
  %26 = mul nuw nsw i64 %19, 3072
  %27 = mul nuw nsw i64 %23, 512
  %28 = add nuw nsw i64 %26, %27
  %29 = add nuw nsw i64 %28, %12
  %30 = add nuw nsw i64 %29, %9
  %31 = getelementptr inbounds nuw i32, ptr %0, i64 %30
  %32 = load i32, ptr %31, align 4
  %33 = add i32 %32, 256
  %34 = ashr i32 %33, 9
  %35 = sext i32 %34 to i64
  %36 = sext i32 %17 to i64
  %37 = mul i64 %35, %36
  %38 = add i64 %37, 262144
  %39 = ashr i64 %38, 19
  %40 = trunc i64 %39 to i32
  %41 = call i32 @llvm.smax.i32(i32 %40, i32 -292586)
  %42 = call i32 @llvm.smin.i32(i32 %41, i32 292585)
  %43 = getelementptr inbounds nuw i32, ptr %2, i64 %30
  store i32 %42, ptr %43, align 4
  %44 = add i64 %23, 1
  br label %22

45:                                               ; preds = %22
  %46 = add i64 %19, 1
  br label %18

47:                                               ; preds = %18
  %48 = add i64 %9, 1
  br label %8

49:                                               ; preds = %8
  %50 = add i64 %5, 1
  br label %4

51:                                               ; preds = %4
  ret i32 0
}

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.map.cc8eb70256d263b2(ptr noalias readonly captures(none) %0, ptr noalias captures(none) %1) #16 {
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
  %17 = icmp slt i64 %16, 8
  br i1 %17, label %18, label %34

18:                                               ; preds = %15
  %19 = mul nuw nsw i64 %4, 1536
  %20 = mul nuw nsw i64 %8, 256
  %21 = add nuw nsw i64 %19, %20
  %22 = mul nuw nsw i64 %12, 8
  %23 = add nuw nsw i64 %21, %22
  %24 = add nuw nsw i64 %23, %16
  %25 = getelementptr inbounds nuw i32, ptr %0, i64 %24
  %26 = load i32, ptr %25, align 4
  %27 = mul i32 %26, -1
  %28 = add i32 %27, 512
  %29 = ashr i32 %28, 10
  %30 = call i32 @llvm.smax.i32(i32 %29, i32 -291651)
  %31 = call i32 @llvm.smin.i32(i32 %30, i32 291650)
  %32 = getelementptr inbounds nuw i32, ptr %1, i64 %24
  store i32 %31, ptr %32, align 4
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
define weak i32 @circuit.divide.f47f0d26ac2f18ba(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias captures(none) %2) #17 {
  %4 = alloca i32, i64 1536, align 4
  %5 = alloca i32, i64 1536, align 4
  br label %6

6:                                                ; preds = %38, %3
  %7 = phi i64 [ %39, %38 ], [ 0, %3 ]
  %8 = icmp slt i64 %7, 1
  br i1 %8, label %9, label %40

9:                                                ; preds = %6
  br label %10

10:                                               ; preds = %36, %9
  %11 = phi i64 [ %37, %36 ], [ 0, %9 ]
  %12 = icmp slt i64 %11, 6
  br i1 %12, label %13, label %38

13:                                               ; preds = %10
  br label %14

14:                                               ; preds = %34, %13
  %15 = phi i64 [ %35, %34 ], [ 0, %13 ]
  %16 = icmp slt i64 %15, 32
  br i1 %16, label %17, label %36

17:                                               ; preds = %14
  br label %18

18:                                               ; preds = %21, %17
  %19 = phi i64 [ %33, %21 ], [ 0, %17 ]
  %20 = icmp slt i64 %19, 8
  br i1 %20, label %21, label %34

21:                                               ; preds = %18
  %22 = mul nuw nsw i64 %7, 1536
  %23 = mul nuw nsw i64 %11, 256
  %24 = add nuw nsw i64 %22, %23
  %25 = mul nuw nsw i64 %15, 8
  %26 = add nuw nsw i64 %24, %25
  %27 = add nuw nsw i64 %26, %19
  %28 = getelementptr inbounds nuw i32, ptr %0, i64 %27
  %29 = load i32, ptr %28, align 4
  %30 = add i32 %29, 2
  %31 = ashr i32 %30, 2
  %32 = getelementptr inbounds nuw i32, ptr %4, i64 %27
  store i32 %31, ptr %32, align 4
  %33 = add i64 %19, 1
  br label %18

34:                                               ; preds = %18
  %35 = add i64 %15, 1
  br label %14

36:                                               ; preds = %14
  %37 = add i64 %11, 1
  br label %10

38:                                               ; preds = %10
  %39 = add i64 %7, 1
  br label %6

40:                                               ; preds = %6
  br label %41

41:                                               ; preds = %73, %40
  %42 = phi i64 [ %74, %73 ], [ 0, %40 ]
  %43 = icmp slt i64 %42, 1
  br i1 %43, label %44, label %75

44:                                               ; preds = %41
  br label %45

45:                                               ; preds = %71, %44
  %46 = phi i64 [ %72, %71 ], [ 0, %44 ]
  %47 = icmp slt i64 %46, 6
  br i1 %47, label %48, label %73

48:                                               ; preds = %45
  br label %49

49:                                               ; preds = %69, %48
  %50 = phi i64 [ %70, %69 ], [ 0, %48 ]
  %51 = icmp slt i64 %50, 32
  br i1 %51, label %52, label %71

52:                                               ; preds = %49
  br label %53

53:                                               ; preds = %56, %52
  %54 = phi i64 [ %68, %56 ], [ 0, %52 ]
  %55 = icmp slt i64 %54, 8
  br i1 %55, label %56, label %69

56:                                               ; preds = %53
  %57 = mul nuw nsw i64 %42, 1536
  %58 = mul nuw nsw i64 %46, 256
  %59 = add nuw nsw i64 %57, %58
  %60 = mul nuw nsw i64 %50, 8
  %61 = add nuw nsw i64 %59, %60
  %62 = add nuw nsw i64 %61, %54
  %63 = getelementptr inbounds nuw i32, ptr %1, i64 %62
  %64 = load i32, ptr %63, align 4
  %65 = add i32 %64, 2048
  %66 = ashr i32 %65, 12
  %67 = getelementptr inbounds nuw i32, ptr %5, i64 %62
  store i32 %66, ptr %67, align 4
  %68 = add i64 %54, 1
  br label %53

69:                                               ; preds = %53
  %70 = add i64 %50, 1
  br label %49

71:                                               ; preds = %49
  %72 = add i64 %46, 1
  br label %45

73:                                               ; preds = %45
  %74 = add i64 %42, 1
  br label %41

75:                                               ; preds = %41
  br label %76

76:                                               ; preds = %120, %75
  %77 = phi i64 [ %121, %120 ], [ 0, %75 ]
  %78 = icmp slt i64 %77, 1
  br i1 %78, label %79, label %122

79:                                               ; preds = %76
  br label %80

80:                                               ; preds = %118, %79
  %81 = phi i64 [ %119, %118 ], [ 0, %79 ]
  %82 = icmp slt i64 %81, 6
  br i1 %82, label %83, label %120

83:                                               ; preds = %80
  br label %84

84:                                               ; preds = %116, %83
  %85 = phi i64 [ %117, %116 ], [ 0, %83 ]
  %86 = icmp slt i64 %85, 32
  br i1 %86, label %87, label %118

87:                                               ; preds = %84
  br label %88

88:                                               ; preds = %91, %87
  %89 = phi i64 [ %115, %91 ], [ 0, %87 ]
  %90 = icmp slt i64 %89, 16
  br i1 %90, label %91, label %116

91:                                               ; preds = %88
  %92 = add i64 %89, -8
  %93 = call i64 @llvm.smax.i64(i64 %92, i64 0)
  %94 = mul nuw nsw i64 %77, 1536
  %95 = mul nuw nsw i64 %81, 256
  %96 = add nuw nsw i64 %94, %95
  %97 = mul nuw nsw i64 %85, 8
  %98 = add nuw nsw i64 %96, %97
  %99 = add nuw nsw i64 %98, %93
  %100 = getelementptr inbounds nuw i32, ptr %5, i64 %99
  %101 = load i32, ptr %100, align 4
  %102 = call i64 @llvm.smin.i64(i64 %89, i64 7)
  %103 = add nuw nsw i64 %98, %102
  %104 = getelementptr inbounds nuw i32, ptr %4, i64 %103
  %105 = load i32, ptr %104, align 4
  %106 = icmp slt i64 %89, 8
  %107 = select i1 %106, i32 %105, i32 %101
  %108 = mul nuw nsw i64 %77, 3072
  %109 = mul nuw nsw i64 %81, 512
  %110 = add nuw nsw i64 %108, %109
  %111 = mul nuw nsw i64 %85, 16
  %112 = add nuw nsw i64 %110, %111
  %113 = add nuw nsw i64 %112, %89
  %114 = getelementptr inbounds nuw i32, ptr %2, i64 %113
  store i32 %107, ptr %114, align 4
  %115 = add i64 %89, 1
  br label %88

116:                                              ; preds = %88
; 326 bytes more, sha256 33c23f97d77b4547

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.map.52764c7d3cfe4112(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias captures(none) %2) #18 {
  br label %4

4:                                                ; preds = %47, %3
  %5 = phi i64 [ %48, %47 ], [ 0, %3 ]
  %6 = icmp slt i64 %5, 32
  br i1 %6, label %7, label %49

7:                                                ; preds = %4
  br label %8

8:                                                ; preds = %45, %7
  %9 = phi i64 [ %46, %45 ], [ 0, %7 ]
  %10 = icmp slt i64 %9, 16
  br i1 %10, label %11, label %47

11:                                               ; preds = %8
  %12 = mul nuw nsw i64 %5, 16
  %13 = add nuw nsw i64 %12, %9
  %14 = getelementptr inbounds nuw i32, ptr %1, i64 %13
  %15 = load i32, ptr %14, align 4
  %16 = add i32 %15, 16
  %17 = ashr i32 %16, 5
  br label %18

18:                                               ; preds = %43, %11
  %19 = phi i64 [ %44, %43 ], [ 0, %11 ]
  %20 = icmp slt i64 %19, 1
  br i1 %20, label %21, label %45

21:                                               ; preds = %18
  br label %22

22:                                               ; preds = %25, %21
  %23 = phi i64 [ %42, %25 ], [ 0, %21 ]
  %24 = icmp slt i64 %23, 6
  br i1 %24, label %25, label %43

25:                                               ; preds = %22
  %26 = mul nuw nsw i64 %19, 3072
  %27 = mul nuw nsw i64 %23, 512
  %28 = add nuw nsw i64 %26, %27
  %29 = add nuw nsw i64 %28, %12
  %30 = add nuw nsw i64 %29, %9
  %31 = getelementptr inbounds nuw i32, ptr %0, i64 %30
  %32 = load i32, ptr %31, align 4
  %33 = sext i32 %32 to i64
  %34 = sext i32 %17 to i64
  %35 = mul i64 %33, %34
  %36 = add i64 %35, 8192
  %37 = ashr i64 %36, 14
  %38 = trunc i64 %37 to i32
  %39 = call i32 @llvm.smax.i32(i32 %38, i32 -295543)
  %40 = call i32 @llvm.smin.i32(i32 %39, i32 295542)
  %41 = getelementptr inbounds nuw i32, ptr %2, i64 %30
  store i32 %40, ptr %41, align 4
  %42 = add i64 %23, 1
  br label %22

43:                                               ; preds = %22
  %44 = add i64 %19, 1
  br label %18

45:                                               ; preds = %18
  %46 = add i64 %9, 1
  br label %8

47:                                               ; preds = %8
  %48 = add i64 %5, 1
  br label %4

49:                                               ; preds = %4
  ret i32 0
}

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.add.20a40dd41a7a89ca(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias captures(none) %2) #19 {
  br label %4

4:                                                ; preds = %45, %3
  %5 = phi i64 [ %46, %45 ], [ 0, %3 ]
  %6 = icmp slt i64 %5, 1
  br i1 %6, label %7, label %47

7:                                                ; preds = %4
  br label %8

8:                                                ; preds = %43, %7
  %9 = phi i64 [ %44, %43 ], [ 0, %7 ]
  %10 = icmp slt i64 %9, 6
  br i1 %10, label %11, label %45

11:                                               ; preds = %8
  br label %12

12:                                               ; preds = %41, %11
  %13 = phi i64 [ %42, %41 ], [ 0, %11 ]
  %14 = icmp slt i64 %13, 32
  br i1 %14, label %15, label %43

15:                                               ; preds = %12
  br label %16

16:                                               ; preds = %19, %15
  %17 = phi i64 [ %40, %19 ], [ 0, %15 ]
  %18 = icmp slt i64 %17, 16
  br i1 %18, label %19, label %41

19:                                               ; preds = %16
  %20 = mul nsw i64 %9, 512
  %21 = mul nsw i64 %13, 16
  %22 = add i64 %20, %21
  %23 = add i64 %22, %17
  %24 = getelementptr inbounds nuw i32, ptr %0, i64 %23
  %25 = load i32, ptr %24, align 4
  %26 = sext i32 %25 to i64
  %27 = mul i64 %26, 1048583
  %28 = getelementptr inbounds nuw i32, ptr %1, i64 %23
  %29 = load i32, ptr %28, align 4
  %30 = sext i32 %29 to i64
  %31 = mul i64 %30, 1048576
  %32 = add i64 %27, %31
  %33 = mul nuw nsw i64 %5, 3072
  %34 = mul nuw nsw i64 %9, 512
  %35 = add nuw nsw i64 %33, %34
  %36 = mul nuw nsw i64 %13, 16
  %37 = add nuw nsw i64 %35, %36
  %38 = add nuw nsw i64 %37, %17
  %39 = getelementptr inbounds nuw i64, ptr %2, i64 %38
  store i64 %32, ptr %39, align 8
  %40 = add i64 %17, 1
  br label %16

41:                                               ; preds = %16
  %42 = add i64 %13, 1
  br label %12

43:                                               ; preds = %12
  %44 = add i64 %9, 1
  br label %8

45:                                               ; preds = %8
  %46 = add i64 %5, 1
  br label %4

47:                                               ; preds = %4
  ret i32 0
}

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.map.0f8391fbde8deec3: as circuit.map.2238f298dd82a3d0, sha256 f7db6eb59723c7c1

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.map.f147906b60c00ffb: as circuit.map.cc8eb70256d263b2, sha256 45733acd3c521af2

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.divide.29fbaae7c2560066: as circuit.divide.f47f0d26ac2f18ba, sha256 5d090c9779a4067a

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.map.bb4ee96a47f1b5e1: as circuit.map.52764c7d3cfe4112, sha256 a32fcc26f1aebba2

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.transpose.f3b9c284a742f869(ptr noalias readonly captures(none) %0, ptr noalias captures(none) %1) #24 {
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
  %25 = getelementptr inbounds nuw i64, ptr %0, i64 %24
  %26 = load i64, ptr %25, align 8
  %27 = mul nuw nsw i64 %12, 32
  %28 = add nuw nsw i64 %21, %27
  %29 = add nuw nsw i64 %28, %16
  %30 = getelementptr inbounds nuw i64, ptr %1, i64 %29
  store i64 %26, ptr %30, align 8
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
define weak i32 @circuit.rescale.945ecb2ac94d3c8d(ptr noalias readonly captures(none) %0, ptr noalias captures(none) %1) #25 {
  br label %3

3:                                                ; preds = %6, %2
  %4 = phi i64 [ %13, %6 ], [ 0, %2 ]
  %5 = icmp slt i64 %4, 3072
  br i1 %5, label %6, label %14

6:                                                ; preds = %3
  %7 = getelementptr inbounds nuw i64, ptr %0, i64 %4
  %8 = load i64, ptr %7, align 8
  %9 = add i64 %8, 4096
  %10 = ashr i64 %9, 13
  %11 = trunc i64 %10 to i32
  %12 = getelementptr inbounds nuw i32, ptr %1, i64 %4
  store i32 %11, ptr %12, align 4
  %13 = add i64 %4, 1
  br label %3

14:                                               ; preds = %3
  ret i32 0
}

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.fully_connected.604892a3760ce21a(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias captures(none) %2) #26 {
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
; circuit.rescale.efcd6ec0b83f77f8: as circuit.rescale.945ecb2ac94d3c8d, sha256 28567aad83f1ebda

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.add.898c9f208130274a(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias captures(none) %2) #28 {
  br label %4

4:                                                ; preds = %44, %3
  %5 = phi i64 [ %45, %44 ], [ 0, %3 ]
  %6 = icmp slt i64 %5, 1
  br i1 %6, label %7, label %46

7:                                                ; preds = %4
  br label %8

8:                                                ; preds = %42, %7
  %9 = phi i64 [ %43, %42 ], [ 0, %7 ]
  %10 = icmp slt i64 %9, 6
  br i1 %10, label %11, label %44

11:                                               ; preds = %8
  br label %12

12:                                               ; preds = %40, %11
  %13 = phi i64 [ %41, %40 ], [ 0, %11 ]
  %14 = icmp slt i64 %13, 32
  br i1 %14, label %15, label %42

15:                                               ; preds = %12
  br label %16

16:                                               ; preds = %19, %15
  %17 = phi i64 [ %39, %19 ], [ 0, %15 ]
  %18 = icmp slt i64 %17, 32
  br i1 %18, label %19, label %40

19:                                               ; preds = %16
  %20 = mul nsw i64 %9, 1024
  %21 = mul nsw i64 %13, 32
  %22 = add i64 %20, %21
  %23 = add i64 %22, %17
  %24 = getelementptr inbounds nuw i32, ptr %0, i64 %23
  %25 = load i32, ptr %24, align 4
  %26 = sext i32 %25 to i64
  %27 = getelementptr inbounds nuw i64, ptr %1, i64 %23
  %28 = load i64, ptr %27, align 8
  %29 = add i64 %26, %28
  %30 = call i64 @llvm.smax.i64(i64 %29, i64 -436984849693317)
  %31 = call i64 @llvm.smin.i64(i64 %30, i64 73689062)
  %32 = mul nuw nsw i64 %5, 6144
  %33 = mul nuw nsw i64 %9, 1024
  %34 = add nuw nsw i64 %32, %33
  %35 = mul nuw nsw i64 %13, 32
  %36 = add nuw nsw i64 %34, %35
  %37 = add nuw nsw i64 %36, %17
  %38 = getelementptr inbounds nuw i64, ptr %2, i64 %37
  store i64 %31, ptr %38, align 8
  %39 = add i64 %17, 1
  br label %16

40:                                               ; preds = %16
  %41 = add i64 %13, 1
  br label %12

42:                                               ; preds = %12
  %43 = add i64 %9, 1
  br label %8

44:                                               ; preds = %8
  %45 = add i64 %5, 1
  br label %4

46:                                               ; preds = %4
  ret i32 0
}

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.rescale.cab030cd74c37a8a(ptr noalias readonly captures(none) %0, ptr noalias captures(none) %1) #29 {
  br label %3

3:                                                ; preds = %6, %2
  %4 = phi i64 [ %12, %6 ], [ 0, %2 ]
  %5 = icmp slt i64 %4, 6144
  br i1 %5, label %6, label %13

6:                                                ; preds = %3
  %7 = getelementptr inbounds nuw i64, ptr %0, i64 %4
  %8 = load i64, ptr %7, align 8
  %9 = add i64 %8, 8
  %10 = ashr i64 %9, 4
  %11 = getelementptr inbounds nuw i64, ptr %1, i64 %4
  store i64 %10, ptr %11, align 8
  %12 = add i64 %4, 1
  br label %3

13:                                               ; preds = %3
  ret i32 0
}

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.softmax.39d4436a25ea8337(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias captures(none) %2) #30 {
  %4 = alloca i32, i64 32, align 4
  br label %5

5:                                                ; preds = %76, %3
  %6 = phi i64 [ %77, %76 ], [ 0, %3 ]
  %7 = icmp slt i64 %6, 192
  br i1 %7, label %8, label %78

8:                                                ; preds = %5
  br label %9

9:                                                ; preds = %74, %8
  %10 = phi i64 [ %75, %74 ], [ 0, %8 ]
  %11 = icmp slt i64 %10, 1
  br i1 %11, label %12, label %76

12:                                               ; preds = %9
  br label %13

13:                                               ; preds = %17, %12
  %14 = phi i64 [ %24, %17 ], [ 0, %12 ]
  %15 = phi i64 [ %23, %17 ], [ -9223372036854775808, %12 ]
  %16 = icmp slt i64 %14, 32
  br i1 %16, label %17, label %25

17:                                               ; preds = %13
  %18 = mul nuw nsw i64 %6, 32
  %19 = add nuw nsw i64 %18, %14
  %20 = add nuw nsw i64 %19, %10
  %21 = getelementptr inbounds nuw i64, ptr %0, i64 %20
  %22 = load i64, ptr %21, align 8
  %23 = call i64 @llvm.smax.i64(i64 %15, i64 %22)
  %24 = add i64 %14, 1
  br label %13

25:                                               ; preds = %13
  br label %26

26:                                               ; preds = %29, %25
  %27 = phi i64 [ %43, %29 ], [ 0, %25 ]
  %28 = icmp slt i64 %27, 32
  br i1 %28, label %29, label %44

29:                                               ; preds = %26
  %30 = mul nuw nsw i64 %6, 32
  %31 = add nuw nsw i64 %30, %27
  %32 = add nuw nsw i64 %31, %10
  %33 = getelementptr inbounds nuw i64, ptr %0, i64 %32
  %34 = load i64, ptr %33, align 8
  %35 = sub i64 %15, %34
  %36 = mul i64 %35, 30451
  %37 = ashr i64 %36, 18
  %38 = call i64 @llvm.smax.i64(i64 %37, i64 0)
  %39 = call i64 @llvm.smin.i64(i64 %38, i64 8192)
  %40 = getelementptr inbounds nuw i32, ptr %1, i64 %39
  %41 = load i32, ptr %40, align 4
  %42 = getelementptr inbounds nuw i32, ptr %4, i64 %27
  store i32 %41, ptr %42, align 4
  %43 = add i64 %27, 1
  br label %26

44:                                               ; preds = %26
  br label %45

45:                                               ; preds = %49, %44
  %46 = phi i64 [ %54, %49 ], [ 0, %44 ]
  %47 = phi i64 [ %53, %49 ], [ 0, %44 ]
  %48 = icmp slt i64 %46, 32
  br i1 %48, label %49, label %55

49:                                               ; preds = %45
  %50 = getelementptr inbounds nuw i32, ptr %4, i64 %46
  %51 = load i32, ptr %50, align 4
  %52 = sext i32 %51 to i64
  %53 = add i64 %47, %52
  %54 = add i64 %46, 1
  br label %45

55:                                               ; preds = %45
  %56 = call i64 @llvm.smax.i64(i64 %47, i64 32768)
  %57 = udiv i64 137438953472, %56
  br label %58

58:                                               ; preds = %61, %55
  %59 = phi i64 [ %73, %61 ], [ 0, %55 ]
  %60 = icmp slt i64 %59, 32
  br i1 %60, label %61, label %74

61:                                               ; preds = %58
  %62 = getelementptr inbounds nuw i32, ptr %4, i64 %59
  %63 = load i32, ptr %62, align 4
  %64 = sext i32 %63 to i64
  %65 = mul i64 %64, %57
  %66 = add i64 %65, 2097152
  %67 = ashr i64 %66, 22
  %68 = trunc i64 %67 to i32
  %69 = mul nuw nsw i64 %6, 32
  %70 = add nuw nsw i64 %69, %59
  %71 = add nuw nsw i64 %70, %10
  %72 = getelementptr inbounds nuw i32, ptr %2, i64 %71
  store i32 %68, ptr %72, align 4
  %73 = add i64 %59, 1
  br label %58

74:                                               ; preds = %58
  %75 = add i64 %10, 1
  br label %9

76:                                               ; preds = %9
  %77 = add i64 %6, 1
  br label %5

78:                                               ; preds = %5
  ret i32 0
}

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.rescale.893efbed9961ad65(ptr noalias readonly captures(none) %0, ptr noalias captures(none) %1) #31 {
  br label %3

3:                                                ; preds = %6, %2
  %4 = phi i64 [ %14, %6 ], [ 0, %2 ]
  %5 = icmp slt i64 %4, 3072
  br i1 %5, label %6, label %15

6:                                                ; preds = %3
  %7 = getelementptr inbounds nuw i32, ptr %0, i64 %4
  %8 = load i32, ptr %7, align 4
  %9 = sext i32 %8 to i64
  %10 = add i64 %9, 16
  %11 = ashr i64 %10, 5
  %12 = trunc i64 %11 to i32
  %13 = getelementptr inbounds nuw i32, ptr %1, i64 %4
  store i32 %12, ptr %13, align 4
  %14 = add i64 %4, 1
  br label %3

15:                                               ; preds = %3
  ret i32 0
}

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.fully_connected.c506d8eba2571822(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias captures(none) %2) #32 {
  br label %4

4:                                                ; preds = %52, %3
  %5 = phi i64 [ %53, %52 ], [ 0, %3 ]
  %6 = icmp slt i64 %5, 6
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
  %14 = icmp slt i64 %13, 16
  br i1 %14, label %15, label %50

15:                                               ; preds = %12
  br label %16

16:                                               ; preds = %20, %15
  %17 = phi i64 [ %37, %20 ], [ 0, %15 ]
  %18 = phi i64 [ %36, %20 ], [ 0, %15 ]
  %19 = icmp slt i64 %17, 32
  br i1 %19, label %20, label %38

20:                                               ; preds = %16
  %21 = mul nuw nsw i64 %5, 1024
  %22 = mul nuw nsw i64 %9, 32
  %23 = add nuw nsw i64 %21, %22
  %24 = add nuw nsw i64 %23, %17
  %25 = getelementptr inbounds nuw i32, ptr %0, i64 %24
  %26 = load i32, ptr %25, align 4
  %27 = sext i32 %26 to i64
  %28 = mul nuw nsw i64 %5, 512
  %29 = mul nuw nsw i64 %17, 16
  %30 = add nuw nsw i64 %28, %29
  %31 = add nuw nsw i64 %30, %13
  %32 = getelementptr inbounds nuw i32, ptr %1, i64 %31
  %33 = load i32, ptr %32, align 4
  %34 = sext i32 %33 to i64
  %35 = mul i64 %27, %34
  %36 = add i64 %18, %35
  %37 = add i64 %17, 1
  br label %16

38:                                               ; preds = %16
  %39 = add i64 %18, 33554432
  %40 = ashr i64 %39, 26
  %41 = call i64 @llvm.smax.i64(i64 %40, i64 -4701)
  %42 = call i64 @llvm.smin.i64(i64 %41, i64 4700)
  %43 = trunc i64 %42 to i16
  %44 = mul nuw nsw i64 %5, 512
  %45 = mul nuw nsw i64 %9, 16
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
; circuit.transpose.73e8bce2b913588a: as circuit.transpose.7525d525c9c9e1af, sha256 3e2b6873e526958a

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.fully_connected.43061c60bfd262ee: as circuit.fully_connected.c506d8eba2571822, sha256 c2c34ad8a99ae463

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.add.db5a2ec89733c498(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias captures(none) %2) #35 {
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
define weak i32 @circuit.map.c789231100e590bd(ptr noalias readonly captures(none) %0, ptr noalias captures(none) %1) #36 {
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
; circuit.rescale.213b39e641031682: as circuit.rescale.5f05c74e9f05c7bd, sha256 dd55b2ac7a0f0f51

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.average_pool.3e0278a17e7e8e64: as circuit.average_pool.c6dbe58f241b3503, sha256 efccbb5f40ad3151

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.lookup.6392288db0c6a4f9(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias readonly captures(none) %2, ptr noalias readonly captures(none) %3, ptr noalias captures(none) %4) #39 {
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
; circuit.lookup.3706dc053912c38c: as circuit.lookup.0a29fdf341ac4fff, sha256 caae4b773bb133aa

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.map.5e7131953f10741c(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias captures(none) %2) #41 {
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
; circuit.rescale.22e403d94c066a9e: as circuit.rescale.5f05c74e9f05c7bd, sha256 94ae4cc4d1a8cd53

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.fully_connected.8ece57aad30b3e3d: as circuit.fully_connected.c888ddc808810700, sha256 10ae4c987a10b71c

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.lookup.2fb1f69e6b50af77(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias captures(none) %2) #44 {
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
  %24 = call i32 @llvm.smax.i32(i32 %23, i32 -3822)
  %25 = call i32 @llvm.smin.i32(i32 %24, i32 3822)
  %26 = sext i32 %25 to i64
  %27 = add i64 %26, 3822
  %28 = call i64 @llvm.umin.i64(i64 %27, i64 7644)
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
define weak i32 @circuit.map.10b69dae8666d5f6(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias captures(none) %2) #45 {
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
  %22 = add i32 %21, 4096
  %23 = ashr i32 %22, 13
  %24 = sext i32 %23 to i64
  %25 = getelementptr inbounds nuw i32, ptr %1, i64 %19
  %26 = load i32, ptr %25, align 4
  %27 = add i32 %26, 4
  %28 = ashr i32 %27, 3
  %29 = sext i32 %28 to i64
  %30 = mul i64 %24, %29
  %31 = add i64 %30, 4096
  %32 = ashr i64 %31, 13
  %33 = trunc i64 %32 to i32
  %34 = call i32 @llvm.smax.i32(i32 %33, i32 -447089)
  %35 = call i32 @llvm.smin.i32(i32 %34, i32 447087)
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
; circuit.map.f64af3aa6110d6dc: as circuit.map.10b69dae8666d5f6, sha256 7f7270854e09fc44

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.rescale.e4027e67afa17bae: as circuit.rescale.5f05c74e9f05c7bd, sha256 63d48e7260f2d645

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.fully_connected.06b83a7b5708f634: as circuit.fully_connected.c506d8eba2571822, sha256 1e68e4cafa3d904d

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.add.2ecbfef7389c9407(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias captures(none) %2) #49 {
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
define weak i32 @circuit.map.fb1bae55329d447a(ptr noalias readonly captures(none) %0, ptr noalias captures(none) %1) #50 {
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
; circuit.rescale.878821bd861474a2: as circuit.rescale.5f05c74e9f05c7bd, sha256 fc7a93a22d6a35d7

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.average_pool.bfdc5d86949ceeec: as circuit.average_pool.c6dbe58f241b3503, sha256 f6acb5ac5daa8b2f

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.lookup.35ae8171b947a76b: as circuit.lookup.6392288db0c6a4f9, sha256 b7f4be43b5e89645

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.lookup.1f67812f7987051b(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias readonly captures(none) %2, ptr noalias readonly captures(none) %3, ptr noalias captures(none) %4) #54 {
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
; circuit.map.2da6825607b7cf15: as circuit.map.5e7131953f10741c, sha256 82c6c16a190f8739

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.map.153d66e8ed5f441a: as circuit.map.51bc6ed05d82ba3a, sha256 ac064028fcfba9aa

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.rescale.85cab7935ea61911: as circuit.rescale.5f05c74e9f05c7bd, sha256 3047fb6595497676

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.map.a5ff05749bbced9f: as circuit.map.2238f298dd82a3d0, sha256 a16660ffd01fa25b

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.map.4a262be56abc84d1: as circuit.map.cc8eb70256d263b2, sha256 b3a6a77af5efaa19

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.map.d5567fedc332d0c7: as circuit.map.52764c7d3cfe4112, sha256 fda05e5d15b5d5eb

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.map.fe388d671488c435: as circuit.map.2238f298dd82a3d0, sha256 4fb4afa72e5d151d

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.map.46c3feb3523ee8a9: as circuit.map.cc8eb70256d263b2, sha256 86fd116a8a521f1d

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.map.d261eb29f744dc8b: as circuit.map.52764c7d3cfe4112, sha256 b974f6841e0c1092

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.add.4b75b6953a4369d9: as circuit.add.20a40dd41a7a89ca, sha256 9007e4303e5e0db2

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.rescale.02f43e718a661184: as circuit.rescale.945ecb2ac94d3c8d, sha256 2fc0c890a7556301

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.rescale.c2c6f68cfc0c606e: as circuit.rescale.945ecb2ac94d3c8d, sha256 aaaa4c7d0938db90

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.add.b22526020bf534e8: as circuit.add.898c9f208130274a, sha256 a8f2269aa86ad5e9

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.softmax.9d0e5420c3fdcea7: as circuit.softmax.39d4436a25ea8337, sha256 863f13be6d56f1fb

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.fully_connected.98c4b4bcf46efd42: as circuit.fully_connected.c506d8eba2571822, sha256 f5a55062a7c4d131

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.fully_connected.5f714d3a960033e7: as circuit.fully_connected.c506d8eba2571822, sha256 e8dd4a140400a9e3

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.add.2ec40bd08ecfb36d: as circuit.add.2ecbfef7389c9407, sha256 6386035a8c953e1d

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.rescale.f16ef9031339dd09: as circuit.rescale.5f05c74e9f05c7bd, sha256 03aadb336af65d34

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.average_pool.41dfe269bd1ed862: as circuit.average_pool.c6dbe58f241b3503, sha256 0b577b27baee2ff3

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.lookup.f18dcab04c0176bc: as circuit.lookup.6392288db0c6a4f9, sha256 e9072a4209d51101

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.map.14102236449e81d0: as circuit.map.5e7131953f10741c, sha256 2e2cb5dffeb459ff

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.map.073b4fb75246ba3b: as circuit.map.51bc6ed05d82ba3a, sha256 7f25607af614284c

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.rescale.30ff8cf5d966811b: as circuit.rescale.5f05c74e9f05c7bd, sha256 45eee51644d2c144

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.lookup.6710aa43d8f50436: as circuit.lookup.2fb1f69e6b50af77, sha256 4f45bf76cf7a7c91

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.map.f67c0bbcba0a3bbf: as circuit.map.10b69dae8666d5f6, sha256 06cded67d23313d5

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.map.a41be1a1e72c4284: as circuit.map.10b69dae8666d5f6, sha256 aaffbc38a24cd202

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.rescale.22ce5526da63f75a: as circuit.rescale.5f05c74e9f05c7bd, sha256 8489561239064381

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.add.16b86e4a50a61d02: as circuit.add.2ecbfef7389c9407, sha256 666dbf0f968074b7

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.map.1e81b6662b3fdfd3: as circuit.map.c789231100e590bd, sha256 8ab3d56878fcf7ba

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.rescale.cae8d1a8b0258b83: as circuit.rescale.5f05c74e9f05c7bd, sha256 920b3df124321b21

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.average_pool.d7948a451246b472: as circuit.average_pool.c6dbe58f241b3503, sha256 daf9bf9d9ecf5577

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.lookup.cd29a881ca21af5a: as circuit.lookup.6392288db0c6a4f9, sha256 0663fe18b99d2316

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.map.6b7a139a3a03f2df: as circuit.map.5e7131953f10741c, sha256 0962f93ba4104870

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.rescale.938f6a29893f8f00: as circuit.rescale.5f05c74e9f05c7bd, sha256 f62a1e3c40ba5dcc

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.fully_connected.e458318dbaad171a: as circuit.fully_connected.c888ddc808810700, sha256 574bdb6e7da5631a

; Function Attrs: nocallback nocreateundeforpoison nofree nosync nounwind speculatable willreturn memory(none)
declare i32 @llvm.smax.i32(i32, i32) #90

; Function Attrs: nocallback nocreateundeforpoison nofree nosync nounwind speculatable willreturn memory(none)
declare i32 @llvm.smin.i32(i32, i32) #90

; Function Attrs: nocallback nocreateundeforpoison nofree nosync nounwind speculatable willreturn memory(none)
declare i64 @llvm.umin.i64(i64, i64) #90

; Function Attrs: nocallback nocreateundeforpoison nofree nosync nounwind speculatable willreturn memory(none)
declare i64 @llvm.smax.i64(i64, i64) #90

; Function Attrs: nocallback nocreateundeforpoison nofree nosync nounwind speculatable willreturn memory(none)
declare i64 @llvm.smin.i64(i64, i64) #90

; Function Attrs: nocallback nofree nosync nounwind willreturn memory(argmem: readwrite)
define i32 @main_graph(ptr noalias captures(none) %arena, ptr noalias readonly captures(none) %constants) #91 {
step0:
  %0 = getelementptr inbounds i8, ptr %arena, i64 32
  %status = call i32 @circuit.range_check.bebf5ee95955f86d(ptr %0) #92
  %well = icmp eq i32 %status, 0
  br i1 %well, label %step1, label %stop

step1:                                            ; preds = %step0
  %1 = getelementptr inbounds i8, ptr %constants, i64 0
  %2 = getelementptr inbounds i8, ptr %arena, i64 32
  %3 = getelementptr inbounds i8, ptr %arena, i64 16384
  %status1 = call i32 @circuit.gather.b2c7a27e1a446c23(ptr %1, ptr %2, ptr %3) #93
  %well2 = icmp eq i32 %status1, 0
  br i1 %well2, label %step2, label %stop

step2:                                            ; preds = %step1
  %4 = getelementptr inbounds i8, ptr %arena, i64 16384
  %5 = getelementptr inbounds i8, ptr %arena, i64 49152
  %status3 = call i32 @circuit.map.209946973f28d758(ptr %4, ptr %5) #94
  %well4 = icmp eq i32 %status3, 0
  br i1 %well4, label %step3, label %stop

step3:                                            ; preds = %step2
  %6 = getelementptr inbounds i8, ptr %arena, i64 49152
  %7 = getelementptr inbounds i8, ptr %arena, i64 81920
  %status5 = call i32 @circuit.rescale.5f05c74e9f05c7bd(ptr %6, ptr %7) #94
  %well6 = icmp eq i32 %status5, 0
  br i1 %well6, label %step4, label %stop

step4:                                            ; preds = %step3
  %8 = getelementptr inbounds i8, ptr %arena, i64 81920
  %9 = getelementptr inbounds i8, ptr %arena, i64 64
  %status7 = call i32 @circuit.average_pool.c6dbe58f241b3503(ptr %8, ptr %9) #95
  %well8 = icmp eq i32 %status7, 0
  br i1 %well8, label %step5, label %stop

step5:                                            ; preds = %step4
  %10 = getelementptr inbounds i8, ptr %arena, i64 64
  %11 = getelementptr inbounds i8, ptr %constants, i64 14208
  %12 = getelementptr inbounds i8, ptr %arena, i64 49152
  %status9 = call i32 @circuit.add.4a3e30b904c7034e(ptr %10, ptr %11, ptr %12) #96
  %well10 = icmp eq i32 %status9, 0
  br i1 %well10, label %step6, label %stop

step6:                                            ; preds = %step5
  %13 = getelementptr inbounds i8, ptr %arena, i64 49152
  %14 = getelementptr inbounds i8, ptr %constants, i64 14240
  %15 = getelementptr inbounds i8, ptr %arena, i64 98304
  %status11 = call i32 @circuit.lookup.b7c0abc92a33eeb4(ptr %13, ptr %14, ptr %15) #97
  %well12 = icmp eq i32 %status11, 0
  br i1 %well12, label %step7, label %stop

step7:                                            ; preds = %step6
  %16 = getelementptr inbounds i8, ptr %arena, i64 98304
  %17 = getelementptr inbounds i8, ptr %constants, i64 35232
  %18 = getelementptr inbounds i8, ptr %arena, i64 49152
  %status13 = call i32 @circuit.lookup.0a29fdf341ac4fff(ptr %16, ptr %17, ptr %18) #98
  %well14 = icmp eq i32 %status13, 0
  br i1 %well14, label %step8, label %stop

step8:                                            ; preds = %step7
  %19 = getelementptr inbounds i8, ptr %arena, i64 16384
  %20 = getelementptr inbounds i8, ptr %arena, i64 49152
  %21 = getelementptr inbounds i8, ptr %arena, i64 98304
  %status15 = call i32 @circuit.map.c1418de2f4bf000e(ptr %19, ptr %20, ptr %21) #99
  %well16 = icmp eq i32 %status15, 0
  br i1 %well16, label %step9, label %stop

step9:                                            ; preds = %step8
  %22 = getelementptr inbounds i8, ptr %arena, i64 98304
  %23 = getelementptr inbounds i8, ptr %constants, i64 68032
  %24 = getelementptr inbounds i8, ptr %arena, i64 49152
  %status17 = call i32 @circuit.map.51bc6ed05d82ba3a(ptr %22, ptr %23, ptr %24) #100
  %well18 = icmp eq i32 %status17, 0
  br i1 %well18, label %step10, label %stop

step10:                                           ; preds = %step9
  %25 = getelementptr inbounds i8, ptr %arena, i64 49152
  %26 = getelementptr inbounds i8, ptr %arena, i64 81920
  %status19 = call i32 @circuit.rescale.a7f816a33c29b901(ptr %25, ptr %26) #101
  %well20 = icmp eq i32 %status19, 0
  br i1 %well20, label %step11, label %stop

step11:                                           ; preds = %step10
  %27 = getelementptr inbounds i8, ptr %arena, i64 81920
  %28 = getelementptr inbounds i8, ptr %constants, i64 68416
  %29 = getelementptr inbounds i8, ptr %arena, i64 49152
  %status21 = call i32 @circuit.fully_connected.c888ddc808810700(ptr %27, ptr %28, ptr %29) #102
  %well22 = icmp eq i32 %status21, 0
  br i1 %well22, label %step12, label %stop

step12:                                           ; preds = %step11
  %30 = getelementptr inbounds i8, ptr %arena, i64 49152
  %31 = getelementptr inbounds i8, ptr %arena, i64 98304
  %status23 = call i32 @circuit.transpose.7525d525c9c9e1af(ptr %30, ptr %31) #103
  %well24 = icmp eq i32 %status23, 0
  br i1 %well24, label %step13, label %stop

step13:                                           ; preds = %step12
  %32 = getelementptr inbounds i8, ptr %arena, i64 98304
  %33 = getelementptr inbounds i8, ptr %arena, i64 49152
  %status25 = call i32 @circuit.view.8efd864e1ebf3038(ptr %32, ptr %33) #104
  %well26 = icmp eq i32 %status25, 0
  br i1 %well26, label %step14, label %stop

step14:                                           ; preds = %step13
  %34 = getelementptr inbounds i8, ptr %arena, i64 98304
  %35 = getelementptr inbounds i8, ptr %arena, i64 110592
  %status27 = call i32 @circuit.view.d397f19fee493b25(ptr %34, ptr %35) #104
  %well28 = icmp eq i32 %status27, 0
  br i1 %well28, label %step15, label %stop

step15:                                           ; preds = %step14
  %36 = getelementptr inbounds i8, ptr %arena, i64 98304
  %37 = getelementptr inbounds i8, ptr %constants, i64 86848
  %38 = getelementptr inbounds i8, ptr %arena, i64 143360
  %status29 = call i32 @circuit.map.2238f298dd82a3d0(ptr %36, ptr %37, ptr %38) #105
  %well30 = icmp eq i32 %status29, 0
  br i1 %well30, label %step16, label %stop

; 50267 bytes more, sha256 e58c8c5c5202d715

; Function Attrs: nocallback nofree nosync nounwind willreturn memory(argmem: readwrite)
define i32 @step(i64 %node, ptr noalias captures(none) %arena, ptr noalias readonly captures(none) %constants) #91 {
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
    i64 93, label %step93
    i64 94, label %step94
    i64 95, label %step95
    i64 96, label %step96
    i64 97, label %step97
    i64 98, label %step98
    i64 99, label %step99
    i64 100, label %step100
    i64 101, label %step101
    i64 102, label %step102
    i64 103, label %step103
    i64 104, label %step104
    i64 105, label %step105
    i64 106, label %step106
    i64 107, label %step107
    i64 108, label %step108
    i64 109, label %step109
    i64 110, label %step110
    i64 111, label %step111
    i64 112, label %step112
    i64 113, label %step113
    i64 114, label %step114
    i64 115, label %step115
    i64 116, label %step116
    i64 117, label %step117
    i64 118, label %step118
    i64 119, label %step119
    i64 120, label %step120
    i64 121, label %step121
    i64 122, label %step122
    i64 123, label %step123
    i64 124, label %step124
    i64 125, label %step125
    i64 126, label %step126
    i64 127, label %step127
    i64 128, label %step128
    i64 129, label %step129
  ]

step0:                                            ; preds = %entry
  %0 = getelementptr inbounds i8, ptr %arena, i64 32
  %status = call i32 @circuit.range_check.bebf5ee95955f86d(ptr %0) #92
  ret i32 %status

step1:                                            ; preds = %entry
  %1 = getelementptr inbounds i8, ptr %constants, i64 0
  %2 = getelementptr inbounds i8, ptr %arena, i64 32
  %3 = getelementptr inbounds i8, ptr %arena, i64 16384
  %status1 = call i32 @circuit.gather.b2c7a27e1a446c23(ptr %1, ptr %2, ptr %3) #93
  ret i32 %status1

step2:                                            ; preds = %entry
  %4 = getelementptr inbounds i8, ptr %arena, i64 16384
  %5 = getelementptr inbounds i8, ptr %arena, i64 49152
  %status2 = call i32 @circuit.map.209946973f28d758(ptr %4, ptr %5) #94
  ret i32 %status2

step3:                                            ; preds = %entry
  %6 = getelementptr inbounds i8, ptr %arena, i64 49152
  %7 = getelementptr inbounds i8, ptr %arena, i64 81920
  %status3 = call i32 @circuit.rescale.5f05c74e9f05c7bd(ptr %6, ptr %7) #94
  ret i32 %status3

step4:                                            ; preds = %entry
  %8 = getelementptr inbounds i8, ptr %arena, i64 81920
  %9 = getelementptr inbounds i8, ptr %arena, i64 64
  %status4 = call i32 @circuit.average_pool.c6dbe58f241b3503(ptr %8, ptr %9) #95
  ret i32 %status4

step5:                                            ; preds = %entry
  %10 = getelementptr inbounds i8, ptr %arena, i64 64
  %11 = getelementptr inbounds i8, ptr %constants, i64 14208
  %12 = getelementptr inbounds i8, ptr %arena, i64 49152
  %status5 = call i32 @circuit.add.4a3e30b904c7034e(ptr %10, ptr %11, ptr %12) #96
  ret i32 %status5

step6:                                            ; preds = %entry
  %13 = getelementptr inbounds i8, ptr %arena, i64 49152
  %14 = getelementptr inbounds i8, ptr %constants, i64 14240
  %15 = getelementptr inbounds i8, ptr %arena, i64 98304
  %status6 = call i32 @circuit.lookup.b7c0abc92a33eeb4(ptr %13, ptr %14, ptr %15) #97
  ret i32 %status6

step7:                                            ; preds = %entry
  %16 = getelementptr inbounds i8, ptr %arena, i64 98304
  %17 = getelementptr inbounds i8, ptr %constants, i64 35232
  %18 = getelementptr inbounds i8, ptr %arena, i64 49152
  %status7 = call i32 @circuit.lookup.0a29fdf341ac4fff(ptr %16, ptr %17, ptr %18) #98
  ret i32 %status7

; 40900 bytes more, sha256 8e069c8c59d820bf

attributes #0 = { nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite) "circuit.gadget"="range_check" "circuit.params"="{\22gadget\22:\22range_check\22,\22len\22:32,\22x\22:\22i8\22,\22range\22:{\22lo\22:0,\22hi\22:36}}" "circuit.version"="1" }
; 1: as 0, sha256 586ea4730ac1d834
; 2: as 0, sha256 9bd92f546bb5a909
; 3: as 0, sha256 2b8a11c457058b76
; 4: as 0, sha256 d238a86185a85e27
; 5: as 0, sha256 3c9fcf3cdd223413
; 6: as 0, sha256 c94d7ca4b100c9a5
; 7: as 0, sha256 b38aea83441cc094
; 8: as 0, sha256 a8d3521e1d5d7984
; 9: as 0, sha256 e398cd7785430edf
; 10: as 0, sha256 a733d29ef8b52d66
; 11: as 0, sha256 86db313a288b67df
; 12: as 0, sha256 ec19e4181b498e71
; 13: as 0, sha256 686878f2020c33ff
; 14: as 0, sha256 07130e3a9acdf0c2
; 15: as 0, sha256 e50eb5695f25195b
; 16: as 0, sha256 e5cad1cdff044eef
; 17: as 0, sha256 f30ccca6473d1186
; 18: as 0, sha256 fb78910dd7fb4690
; 19: as 0, sha256 533e7ab0f4643253
; 20: as 0, sha256 db4d66f0d3db5ed2
; 21: as 0, sha256 0e7fb46128441ac9
; 22: as 0, sha256 5f796ba2bc0d4c92
; 23: as 0, sha256 a2d24140edee32ea
; 24: as 0, sha256 0784b0d9d3d35232
; 25: as 0, sha256 565e4fe0391b1d5e
; 26: as 0, sha256 7176f570d992ce49
; 27: as 0, sha256 c0694fc4e412c2d1
; 28: as 0, sha256 a1c1b9627ec39742
; 29: as 0, sha256 55222b6d412be763
; 30: as 0, sha256 f05ab0b603137215
; 31: as 0, sha256 c09e3a84a9e1d335
; 32: as 0, sha256 a4c4a36580f3d9e8
; 33: as 0, sha256 922bc030af5bad65
; 34: as 0, sha256 72ea23c8eaff08c1
; 35: as 0, sha256 f257f30740477d91
; 36: as 0, sha256 93d1f4edfea3e072
; 37: as 0, sha256 d928c9166d9ffd2a
; 38: as 0, sha256 3c0a81cf5beec4e0
; 39: as 0, sha256 3a789b4a46ee8a29
; 40: as 0, sha256 5bc651157b2b884f
; 41: as 0, sha256 58bcb71eb5398840
; 42: as 0, sha256 f14b2a1180c5e0c1
; 43: as 0, sha256 a94de4affee34b80
; 44: as 0, sha256 adfd2d7398ee5b52
; 45: as 0, sha256 a6e8ea3776f1b1d3
; 46: as 0, sha256 64446cbc7edb4568
; 47: as 0, sha256 0b84f6cbd488df09
; 48: as 0, sha256 d1065a46f37834b4
; 49: as 0, sha256 8200794f6dabbf9e
; 50: as 0, sha256 01d19e674f7744ce
; 51: as 0, sha256 52ddac88ef5528e1
; 52: as 0, sha256 3fb7c0c78af1f3ee
; 53: as 0, sha256 9738311a401029f4
; 54: as 0, sha256 d4506995ce77f0b9
; 55: as 0, sha256 ec0054671d4eb4bf
; 56: as 0, sha256 4c01a5961a6c99aa
; 57: as 0, sha256 db51426761c38ebb
; 58: as 0, sha256 34166f6906aad735
; 59: as 0, sha256 73d466fb65bd371c
; 60: as 0, sha256 bd6a7cfec06ed2e8
; 61: as 0, sha256 4b4bd7d80b9059e6
; 62: as 0, sha256 4d98fbb21f1887cf
; 63: as 0, sha256 e2169232394743bc
; 64: as 0, sha256 20b96631c0224a81
; 65: as 0, sha256 4fe8c4591d2910f0
; 66: as 0, sha256 384c6a9335e8a3a4
; 67: as 0, sha256 129bfd9c78fb3fc3
; 68: as 0, sha256 a6f72d2d4a95508b
; 69: as 0, sha256 9f6277902094bb24
; 70: as 0, sha256 e6e6ba10c52a8848
; 71: as 0, sha256 3d88ed26f3697144
; 72: as 0, sha256 2b4f6dd6a8b47554
; 73: as 0, sha256 e7f9c1512be73b19
; 74: as 0, sha256 4086c5b0bd24447d
; 75: as 0, sha256 9fb16bac7a2ce4dd
; 76: as 0, sha256 a2df6d02a2f8b8f7
; 77: as 0, sha256 e1fd0d5ab3a9a6c8
; 78: as 0, sha256 b722bbe93bb228b3
; 79: as 0, sha256 c3593de4571bf4e9
; 80: as 0, sha256 29385d392ca5714e
; 81: as 0, sha256 698bbc82edc723fb
; 82: as 0, sha256 d7c2bc48901460d4
; 83: as 0, sha256 fa83a6f689829c84
; 84: as 0, sha256 78fd9e9264917ca6
; 85: as 0, sha256 5a144e67e9a0fbea
; 86: as 0, sha256 5702303af87c944d
; 87: as 0, sha256 780d836d487e7829
; 88: as 0, sha256 3b2fe38780cad5f1
; 89: as 0, sha256 743ec056c6877fbd
attributes #90 = { nocallback nocreateundeforpoison nofree nosync nounwind speculatable willreturn memory(none) }
attributes #91 = { nocallback nofree nosync nounwind willreturn memory(argmem: readwrite) }
attributes #92 = { "circuit.nodes"="[\22tokens\22]" }
attributes #93 = { "circuit.constants"="[1]" "circuit.nodes"="[\22node_embedding\22]" }
; 94: as 92, sha256 58c0c2437251f061
; 95: as 92, sha256 f7f62733f18657cd
; 96: as 93, sha256 fe747ec8c72ac5a9
; 97: as 93, sha256 2b470d170d6af4c2
; 98: as 93, sha256 8f9262f7ba16fc46
; 99: as 92, sha256 a5a2da80c1150b2d
; 100: as 93, sha256 285173475ddf49b6
; 101: as 92, sha256 d9920013a4ba134b
; 102: as 93, sha256 d3fb7b9e854ed3cd
; 103: as 92, sha256 50954ba4c9e0baa8
; 104: as 92, sha256 5645a824a55d3126
; 105: as 93, sha256 73c5cc2e95962ade
; 106: as 92, sha256 60fc78ac2ba379db
; 107: as 92, sha256 ad6e13616c7c4cc6
; 108: as 93, sha256 891504ada800ef64
; 109: as 92, sha256 8a4aa2a5ad3908b1
; 110: as 93, sha256 1d824be05c3a0d14
; 111: as 92, sha256 8f6cf596b198f64e
; 112: as 92, sha256 7e56baf43cd2231c
; 113: as 93, sha256 30946d76808a4609
; 114: as 92, sha256 297f5804d519ad1e
; 115: as 92, sha256 d5a28c5718fbc953
; 116: as 93, sha256 1760f8fba3306647
; 117: as 92, sha256 8d601719f6a28396
; 118: as 93, sha256 21a13887c8cc438f
; 119: as 92, sha256 85ae6045c532fbb0
; 120: as 92, sha256 8789fa0c5fa0fabd
; 121: as 92, sha256 b2153da9b69b77b4
; 122: as 92, sha256 fddafeb21288cf61
; 123: as 92, sha256 5d7383ba15eb2901
; 124: as 93, sha256 7fc4434c9d06f660
; 125: as 93, sha256 232347063653cc47
; 126: as 92, sha256 a165ab13b70a5569
; 127: as 92, sha256 1f6a72eb26f73011
; 128: as 93, sha256 775e687cbee51423
; 129: as 92, sha256 c5b050acbd1ed2e0
; 130: as 92, sha256 61b43002daf297c3
; 131: as 92, sha256 bf681235f930f7b0
; 132: as 93, sha256 686029b87cba4010
; 133: as 93, sha256 a3e23a906b62b4f8
; 134: as 93, sha256 685ee57884ea8880
; 135: as 92, sha256 3520e035913ecd99
; 136: as 93, sha256 79a718beb9d6a946
; 137: as 92, sha256 e0fb1563121fc033
; 138: as 93, sha256 d2f08839b4a0270f
; 139: as 93, sha256 c3d6284448c1d43d
; 140: as 92, sha256 d22fd0de46eb1811
; 141: as 93, sha256 95f4dd377988aad2
; 142: as 92, sha256 c4602c92a3cc8f30
; 143: as 93, sha256 521c39ff2ded547f
; 144: as 92, sha256 acb9e2ddb6fa9d40
; 145: as 92, sha256 7cf2d3f026b2d2df
; 146: as 92, sha256 c34b0a95137bc5ec
; 147: as 93, sha256 ddda967e4830a3a3
; 148: as 93, sha256 c67b279943ff20b4
; 149: as 93, sha256 0e6e299b7174db41
; 150: as 92, sha256 4e8265e5ea45e63e
; 151: as 93, sha256 84c49b7abf678359
; 152: as 92, sha256 fd1584f4a54efd34
; 153: as 93, sha256 822790e86c56b844
; 154: as 92, sha256 0c37ecc54957939f
; 155: as 92, sha256 296d230b48508606
; 156: as 93, sha256 d3b0c1d6ebbe0e78
; 157: as 92, sha256 441b00b1786bbdf1
; 158: as 92, sha256 13fc3ea2fa432017
; 159: as 93, sha256 a42e7edcabf2483e
; 160: as 92, sha256 4cffcf36117fa6c6
; 161: as 93, sha256 0e768366072358f0
; 162: as 92, sha256 bd79fa8285da1304
; 163: as 92, sha256 94e72532fcb1909a
; 164: as 93, sha256 e7facd4f224810b7
; 165: as 92, sha256 c2e1067d11e67372
; 166: as 92, sha256 2c79c2c61ba243b0
; 167: as 93, sha256 307c3c5d38fb0ad8
; 168: as 92, sha256 52677f476d608662
; 169: as 93, sha256 fbf57b358f21cae9
; 170: as 92, sha256 c8bd88d37352dafd
; 171: as 92, sha256 47d3ffe76a2dad79
; 172: as 92, sha256 ccc54253b5b5e180
; 173: as 92, sha256 8a1b47fe39ebeb4c
; 174: as 92, sha256 ae5143e92881cb18
; 175: as 93, sha256 44a44a062cafefd1
; 176: as 93, sha256 13506b4c27645cef
; 177: as 92, sha256 c8d323931e121fd4
; 178: as 92, sha256 b8d973a82a3982bd
; 179: as 93, sha256 3cd98e2b2f597275
; 180: as 92, sha256 bc34c33fd7771a8c
; 181: as 92, sha256 97ab92bfd4df2bfe
; 182: as 92, sha256 9a3ef803bed1daf3
; 183: as 93, sha256 7a2fa3316884e530
; 184: as 93, sha256 4a87c441050428f3
; 185: as 93, sha256 8b257f6b2230b6ad
; 186: as 92, sha256 087489847d69ff2e
; 187: as 93, sha256 32ad05ee21c2f878
; 188: as 92, sha256 3aae4ff93f81fe05
; 189: as 93, sha256 9a4def5ddfe930aa
; 190: as 93, sha256 526d9729ce830441
; 191: as 92, sha256 8265a4719c911886
; 192: as 93, sha256 e0bbe4957c9af0c2
; 193: as 92, sha256 814ee623b588978e
; 194: as 93, sha256 290e68288b6337a1
; 195: as 92, sha256 ff3807d8d95f79e3
; 196: as 92, sha256 4dbed677ab8adeb4
; 197: as 92, sha256 f81764a02f699dd2
; 198: as 93, sha256 21dab4d818bbbc5b
; 199: as 93, sha256 c29af0787c7235a9
; 200: as 93, sha256 6cb0a5b65ac9e46d
; 201: as 92, sha256 5ec77a146ba1c3b5
; 202: as 93, sha256 70b8255aa2750f2e
; 203: as 92, sha256 6b13258efd9307c2
; 204: as 93, sha256 54d6f9234538e774

!llvm.module.flags = !{!0}
!circuit.models = !{!1}

!0 = !{i32 2, !"Debug Info Version", i32 3}
!1 = !{i32 2, !"", !"main_graph", !"{\22log2_size\22:19,\22inputs\22:{\22offset\22:32,\22log2_size\22:5},\22outputs\22:{\22offset\22:8192,\22log2_size\22:13},\22constants_size\22:875904}", !2, !3, !4, !5, !6}
!2 = !{!"{\22offset\22:32,\22element\22:\22i8\22,\22count\22:32,\22tensors\22:[0]}", !"{\22offset\22:8192,\22element\22:\22i32\22,\22count\22:1184,\22tensors\22:[186]}", !"{\22offset\22:16384,\22element\22:\22i32\22,\22count\22:8192,\22tensors\22:[2,57,61,67,70,75,78,92,97,103,107,113,117,123,147,152,157,162,176,181]}", !"{\22offset\22:49152,\22element\22:\22i32\22,\22count\22:8192,\22tensors\22:[3,7,11,14,17,19,26,29,31,36,39,42,45,50,73,79,105,108,115,118,126,128,132,159,163]}", !"{\22offset\22:81920,\22element\22:\22i16\22,\22count\22:8192,\22tensors\22:[4,15,52,55,58,71,80,86,135,141,164,170]}", !"{\22offset\22:64,\22element\22:\22i16\22,\22count\22:3072,\22tensors\22:[5,53,59,82,85,100,134,137,140,155,166,169,184]}", !"{\22offset\22:98304,\22element\22:\22i32\22,\22count\22:3072,\22tensors\22:[9,12,18,23,30,34,40,56,84,88,96,99,102,104,109,112,114,119,122,125,133,138,168,172,180,183]}", !"{\22offset\22:110592,\22element\22:\22i32\22,\22count\22:8192,\22tensors\22:[20,24,32,35,43,51,65,68,76,106,116,160]}", !"{\22offset\22:143360,\22element\22:\22i32\22,\22count\22:3072,\22tensors\22:[22,33,83,139,143,151,154,167]}", !"{\22offset\22:155648,\22element\22:\22i64\22,\22count\22:6144,\22tensors\22:[27,44,47,120,127,130]}", !"{\22offset\22:204800,\22element\22:\22i64\22,\22count\22:6144,\22tensors\22:[37,48,124,131]}", !"{\22offset\22:253952,\22element\22:\22i64\22,\22count\22:3072,\22tensors\22:[41,110]}"}
!3 = !{!"{\22name\22:\22tokens\22,\22shape\22:[1,32],\22element\22:\22i8\22,\22scale\22:{\22mantissa\22:1,\22exponent\22:0},\22range\22:{\22lo\22:0,\22hi\22:36},\22place\22:{\22slot\22:0}}", !"{\22name\22:\22embedding.weight\22,\22shape\22:[37,96],\22element\22:\22i32\22,\22scale\22:{\22mantissa\22:4142010280849079,\22exponent\22:-70},\22range\22:{\22lo\22:-1048575,\22hi\22:841513},\22place\22:{\22constant\22:0}}", !"{\22name\22:\22embedding\22,\22shape\22:[1,32,96],\22element\22:\22i32\22,\22scale\22:{\22mantissa\22:4142010280849079,\22exponent\22:-70},\22range\22:{\22lo\22:-1048575,\22hi\22:; 40280 bytes more, sha256 ae87614f2b6807fa
!4 = !{!"{\22name\22:\22tokens\22,\22tensor\22:0,\22shape\22:[1,32]}"}
!5 = !{!"{\22name\22:\22logits\22,\22tensor\22:186,\22shape\22:[1,32,37]}"}
!6 = !{!"{\22offset\22:0,\22bytes\22:14208,\22width\22:4,\22keccak256\22:\227ab43ebd1a423a75ad993073f44b193ab5be9cb2adbb498eb7230c14eab423ca\22}", !"{\22offset\22:14208,\22bytes\22:1,\22width\22:1,\22keccak256\22:\22f2ee15ea639b73fa3db9b34a245bdfa015c260c598b211bf05a1ecc4b3e3b4f2\22}", !"{\22offset\22:14240,\22bytes\22:20968,\22width\22:4,\22keccak256\22:\227167365d43f4abd046eb66e593b597b123c3f15af15cedc57d47b9df52143536\22}", !"{\22offset\22:35232,\22bytes\22:32772,\22width\22:4,\22keccak256\22:\22d771627741ca6a013a502602421436a0efc6ac4881b108cbfb8cfc827c3e59df\22}", !"{\22offset\22:68032,\22; 5882 bytes more, sha256 9b29b3a539a2d70c
