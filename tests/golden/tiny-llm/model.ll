; ModuleID = 'extended'
source_filename = "main_graph"

@circuit.constants = external constant [652736 x i8], align 32

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
define weak i32 @circuit.average_pool.a5ba25d8b11c5a71(ptr noalias readonly captures(none) %0, ptr noalias captures(none) %1) #4 {
  br label %3

3:                                                ; preds = %45, %2
  %4 = phi i64 [ %46, %45 ], [ 0, %2 ]
  %5 = icmp slt i64 %4, 32
  br i1 %5, label %6, label %47

6:                                                ; preds = %3
  br label %7

7:                                                ; preds = %43, %6
  %8 = phi i64 [ %44, %43 ], [ 0, %6 ]
  %9 = icmp slt i64 %8, 1
  br i1 %9, label %10, label %45

10:                                               ; preds = %7
  br label %11

11:                                               ; preds = %38, %10
  %12 = phi i64 [ %42, %38 ], [ 0, %10 ]
  %13 = icmp slt i64 %12, 1
  br i1 %13, label %14, label %43

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
  %39 = add nuw nsw i64 %4, %8
  %40 = add nuw nsw i64 %39, %12
  %41 = getelementptr inbounds nuw i32, ptr %1, i64 %40
  store i32 %17, ptr %41, align 4
  %42 = add i64 %12, 1
  br label %11

43:                                               ; preds = %11
  %44 = add i64 %8, 1
  br label %7

45:                                               ; preds = %7
  %46 = add i64 %4, 1
  br label %3

47:                                               ; preds = %3
  ret i32 0
}

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.lookup.595c7025ae2a5aae(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias captures(none) %2) #5 {
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
  %21 = add i32 %20, 4
  %22 = ashr i32 %21, 3
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
define weak i32 @circuit.map.c1418de2f4bf000e(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias captures(none) %2) #6 {
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
; circuit.rescale.88ac1c02a321c5b9: as circuit.rescale.5f05c74e9f05c7bd, sha256 55583d704c5351b5

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.fully_connected.c888ddc808810700(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias captures(none) %2) #8 {
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
define weak i32 @circuit.transpose.7525d525c9c9e1af(ptr noalias readonly captures(none) %0, ptr noalias captures(none) %1) #9 {
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
define weak i32 @circuit.map.09b5f7015af67dc7(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias readonly captures(none) %2, ptr noalias captures(none) %3) #10 {
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
  %130 = call i32 @llvm.smax.i32(i32 %129, i32 -378922)
; 575 bytes more, sha256 d1e00d7b5f5eb5bb

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.map.142a4fd0e042311c: as circuit.map.09b5f7015af67dc7, sha256 f49fc4c6e55bfa4f

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.transpose.e3ed2890d37b33cd(ptr noalias readonly captures(none) %0, ptr noalias captures(none) %1) #12 {
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
define weak i32 @circuit.fully_connected.604892a3760ce21a(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias captures(none) %2) #13 {
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
define weak i32 @circuit.map.1f63b22be48c20fb(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias captures(none) %2) #14 {
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
  %32 = mul i64 %30, 2257364984571
  %33 = add i64 %31, %32
  %34 = add i64 %33, -2257364984571
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
define weak i32 @circuit.rescale.48162f8973e9665e(ptr noalias readonly captures(none) %0, ptr noalias captures(none) %1) #15 {
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
define weak i32 @circuit.lookup.190e7fff690217b1(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias captures(none) %2) #16 {
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
  %35 = mul i64 %34, 21161
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
; circuit.fully_connected.0e0ab2524cf324ce: as circuit.fully_connected.c888ddc808810700, sha256 81df788f70f3f0db

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.quotient.c29e21c28219699e(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias captures(none) %2) #18 {
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
; circuit.transpose.73e8bce2b913588a: as circuit.transpose.7525d525c9c9e1af, sha256 feb1f66cb6e236d1

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.fully_connected.43061c60bfd262ee(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias captures(none) %2) #20 {
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
define weak i32 @circuit.add.db5a2ec89733c498(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias captures(none) %2) #21 {
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
define weak i32 @circuit.map.c789231100e590bd(ptr noalias readonly captures(none) %0, ptr noalias captures(none) %1) #22 {
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
; circuit.rescale.213b39e641031682: as circuit.rescale.5f05c74e9f05c7bd, sha256 3cf69941fb4ebc50

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.lookup.0d59621b7ffcf8ad(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias readonly captures(none) %2, ptr noalias readonly captures(none) %3, ptr noalias captures(none) %4) #24 {
  %6 = alloca i32, i64 1, align 4
  store i32 0, ptr %6, align 4
  br label %7

7:                                                ; preds = %70, %5
  %8 = phi i64 [ %71, %70 ], [ 0, %5 ]
  %9 = icmp slt i64 %8, 1
  br i1 %9, label %10, label %72

10:                                               ; preds = %7
  br label %11

11:                                               ; preds = %68, %10
  %12 = phi i64 [ %69, %68 ], [ 0, %10 ]
  %13 = icmp slt i64 %12, 32
  br i1 %13, label %14, label %70

14:                                               ; preds = %11
  br label %15

15:                                               ; preds = %43, %14
  %16 = phi i64 [ %67, %43 ], [ 0, %14 ]
  %17 = icmp slt i64 %16, 1
  br i1 %17, label %18, label %68

18:                                               ; preds = %15
  %19 = mul nuw nsw i64 %8, 32
  %20 = add nuw nsw i64 %19, %12
  %21 = add nuw nsw i64 %20, %16
  %22 = getelementptr inbounds nuw i32, ptr %0, i64 %21
  %23 = load i32, ptr %22, align 4
  %24 = call i32 @llvm.smax.i32(i32 %23, i32 -39318)
  %25 = call i32 @llvm.smin.i32(i32 %24, i32 103815)
  %26 = load i32, ptr %6, align 4
  %27 = icmp ne i32 %23, %25
  %28 = select i1 %27, i32 17, i32 0
  %29 = or i32 %26, %28
  store i32 %29, ptr %6, align 4
  %30 = call i32 @llvm.smax.i32(i32 %25, i32 6622)
  %31 = call i32 @llvm.smin.i32(i32 %30, i32 103815)
  br label %32

32:                                               ; preds = %36, %18
  %33 = phi i64 [ %42, %36 ], [ 0, %18 ]
  %34 = phi i32 [ %41, %36 ], [ 0, %18 ]
  %35 = icmp slt i64 %33, 16
  br i1 %35, label %36, label %43

36:                                               ; preds = %32
  %37 = getelementptr inbounds nuw i32, ptr %3, i64 %33
  %38 = load i32, ptr %37, align 4
  %39 = icmp slt i32 %38, %31
  %40 = select i1 %39, i32 1, i32 0
  %41 = add i32 %34, %40
  %42 = add i64 %33, 1
  br label %32

43:                                               ; preds = %32
  %44 = mul i32 %34, 1024
  %45 = sext i32 %31 to i64
  %46 = sext i32 %34 to i64
  %47 = call i64 @llvm.umin.i64(i64 %46, i64 16)
  %48 = getelementptr inbounds nuw i32, ptr %2, i64 %47
  %49 = load i32, ptr %48, align 4
  %50 = sext i32 %49 to i64
  %51 = mul i64 %45, %50
  %52 = add i64 %51, 32
  %53 = ashr i64 %52, 6
  %54 = call i64 @llvm.smax.i64(i64 %53, i64 1024)
  %55 = call i64 @llvm.smin.i64(i64 %54, i64 2048)
  %56 = trunc i64 %55 to i32
  %57 = add i32 %44, %56
  %58 = add i32 %57, -1024
  %59 = call i32 @llvm.smax.i32(i32 %58, i32 12288)
  %60 = call i32 @llvm.smin.i32(i32 %59, i32 17408)
  %61 = sext i32 %60 to i64
  %62 = add i64 %61, -12288
  %63 = call i64 @llvm.umin.i64(i64 %62, i64 5120)
  %64 = getelementptr inbounds nuw i32, ptr %1, i64 %63
  %65 = load i32, ptr %64, align 4
  %66 = getelementptr inbounds nuw i32, ptr %4, i64 %21
  store i32 %65, ptr %66, align 4
  %67 = add i64 %16, 1
  br label %15

68:                                               ; preds = %15
  %69 = add i64 %12, 1
  br label %11

70:                                               ; preds = %11
  %71 = add i64 %8, 1
  br label %7

72:                                               ; preds = %7
  %73 = load i32, ptr %6, align 4
  ret i32 %73
}

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.map.65fc11c9e3bda6ce(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias captures(none) %2) #25 {
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
  %22 = add i32 %21, 64
  %23 = ashr i32 %22, 7
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
  %54 = call i32 @llvm.smax.i32(i32 %53, i32 -422703)
  %55 = call i32 @llvm.smin.i32(i32 %54, i32 422702)
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
; circuit.rescale.cfa7190f06c33fb0: as circuit.rescale.5f05c74e9f05c7bd, sha256 a1f327091af13764

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.fully_connected.8ece57aad30b3e3d: as circuit.fully_connected.c888ddc808810700, sha256 48b42777c1331485

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.lookup.5eefd5f1225af4d3(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias captures(none) %2) #28 {
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
define weak i32 @circuit.map.91280e3142b6b5e8(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias captures(none) %2) #29 {
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
  %34 = call i32 @llvm.smax.i32(i32 %33, i32 -429271)
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
; circuit.rescale.e1e35241b5d30d77: as circuit.rescale.5f05c74e9f05c7bd, sha256 4301d75978bac4fa

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.fully_connected.06b83a7b5708f634: as circuit.fully_connected.43061c60bfd262ee, sha256 8d80d2ce2c7f7db7

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.add.2ecbfef7389c9407(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias captures(none) %2) #32 {
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
define weak i32 @circuit.map.fb1bae55329d447a(ptr noalias readonly captures(none) %0, ptr noalias captures(none) %1) #33 {
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
; circuit.rescale.878821bd861474a2: as circuit.rescale.5f05c74e9f05c7bd, sha256 0016cf81e3d0b186

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.lookup.3e1ea50b26515424(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias readonly captures(none) %2, ptr noalias readonly captures(none) %3, ptr noalias captures(none) %4) #35 {
  %6 = alloca i32, i64 1, align 4
  store i32 0, ptr %6, align 4
  br label %7

7:                                                ; preds = %68, %5
  %8 = phi i64 [ %69, %68 ], [ 0, %5 ]
  %9 = icmp slt i64 %8, 1
  br i1 %9, label %10, label %70

10:                                               ; preds = %7
  br label %11

11:                                               ; preds = %66, %10
  %12 = phi i64 [ %67, %66 ], [ 0, %10 ]
  %13 = icmp slt i64 %12, 32
  br i1 %13, label %14, label %68

14:                                               ; preds = %11
  br label %15

15:                                               ; preds = %44, %14
  %16 = phi i64 [ %65, %44 ], [ 0, %14 ]
  %17 = icmp slt i64 %16, 1
  br i1 %17, label %18, label %66

18:                                               ; preds = %15
  %19 = mul nuw nsw i64 %8, 32
  %20 = add nuw nsw i64 %19, %12
  %21 = add nuw nsw i64 %20, %16
  %22 = getelementptr inbounds nuw i32, ptr %0, i64 %21
  %23 = load i32, ptr %22, align 4
  %24 = call i32 @llvm.smax.i32(i32 %23, i32 -24636)
  %25 = call i32 @llvm.smin.i32(i32 %24, i32 42042)
  %26 = load i32, ptr %6, align 4
  %27 = icmp ne i32 %23, %25
  %28 = select i1 %27, i32 17, i32 0
  %29 = or i32 %26, %28
  store i32 %29, ptr %6, align 4
  %30 = call i32 @llvm.smax.i32(i32 %25, i32 65)
  %31 = call i32 @llvm.smin.i32(i32 %30, i32 42042)
  br label %32

32:                                               ; preds = %36, %18
  %33 = phi i64 [ %43, %36 ], [ 0, %18 ]
  %34 = phi i32 [ %42, %36 ], [ 0, %18 ]
  %35 = icmp slt i64 %33, 15
  br i1 %35, label %36, label %44

36:                                               ; preds = %32
  %37 = getelementptr inbounds nuw i16, ptr %3, i64 %33
  %38 = load i16, ptr %37, align 2
  %39 = sext i16 %38 to i32
  %40 = icmp slt i32 %39, %31
  %41 = select i1 %40, i32 1, i32 0
  %42 = add i32 %34, %41
  %43 = add i64 %33, 1
  br label %32

44:                                               ; preds = %32
  %45 = mul i32 %34, 512
  %46 = sext i32 %34 to i64
  %47 = call i64 @llvm.umin.i64(i64 %46, i64 15)
  %48 = getelementptr inbounds nuw i32, ptr %2, i64 %47
  %49 = load i32, ptr %48, align 4
  %50 = mul i32 %31, %49
  %51 = add i32 %50, 32
  %52 = ashr i32 %51, 6
  %53 = call i32 @llvm.smax.i32(i32 %52, i32 512)
  %54 = call i32 @llvm.smin.i32(i32 %53, i32 1024)
  %55 = add i32 %45, %54
  %56 = add i32 %55, -512
  %57 = call i32 @llvm.smax.i32(i32 %56, i32 3072)
  %58 = call i32 @llvm.smin.i32(i32 %57, i32 8192)
  %59 = sext i32 %58 to i64
  %60 = add i64 %59, -3072
  %61 = call i64 @llvm.umin.i64(i64 %60, i64 5120)
  %62 = getelementptr inbounds nuw i32, ptr %1, i64 %61
  %63 = load i32, ptr %62, align 4
  %64 = getelementptr inbounds nuw i32, ptr %4, i64 %21
  store i32 %63, ptr %64, align 4
  %65 = add i64 %16, 1
  br label %15

66:                                               ; preds = %15
  %67 = add i64 %12, 1
  br label %11

68:                                               ; preds = %11
  %69 = add i64 %8, 1
  br label %7

70:                                               ; preds = %7
  %71 = load i32, ptr %6, align 4
  ret i32 %71
}

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.map.2452af2784aed9a9: as circuit.map.65fc11c9e3bda6ce, sha256 66fea13c84715af1

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.rescale.e2b9b8f243a0a276: as circuit.rescale.5f05c74e9f05c7bd, sha256 fff85c66724437c4

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.map.13a1656f8491fb50: as circuit.map.09b5f7015af67dc7, sha256 fc6d646aed015957

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.map.9c4b87fdbd13b64d: as circuit.map.09b5f7015af67dc7, sha256 b1975e0ef678daba

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.map.f7c7e3800771238f: as circuit.map.1f63b22be48c20fb, sha256 8ec45626ea480c58

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.lookup.d797cb38f483e87a: as circuit.lookup.190e7fff690217b1, sha256 cf620eb55a7509f3

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.quotient.3ad90de8fcf359ff: as circuit.quotient.c29e21c28219699e, sha256 146e112d328d2cdf

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.add.2ec40bd08ecfb36d: as circuit.add.2ecbfef7389c9407, sha256 e59fbbcc177c1def

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.rescale.f16ef9031339dd09: as circuit.rescale.5f05c74e9f05c7bd, sha256 57b86cf17d0980bb

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.lookup.1b392236f05f22e8: as circuit.lookup.3e1ea50b26515424, sha256 ad0fb9259e6d972a

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.map.e2e9c70d36399963: as circuit.map.65fc11c9e3bda6ce, sha256 452a81ef6121ce4e

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.rescale.40fe2fc44b493892: as circuit.rescale.5f05c74e9f05c7bd, sha256 cd9b48f63879307a

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.lookup.bb3ad43f66d2cd83: as circuit.lookup.5eefd5f1225af4d3, sha256 7592ba8265d5e0f6

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.map.1fb5fc9a89e92b06: as circuit.map.91280e3142b6b5e8, sha256 223323ed06aaa727

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.rescale.18f029194f977d49: as circuit.rescale.5f05c74e9f05c7bd, sha256 e330b5a95afe7764

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.add.16b86e4a50a61d02: as circuit.add.2ecbfef7389c9407, sha256 808ca6adf7752f3c

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.map.1e81b6662b3fdfd3: as circuit.map.c789231100e590bd, sha256 e5311ad7094af63a

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.rescale.cae8d1a8b0258b83: as circuit.rescale.5f05c74e9f05c7bd, sha256 23a3174ed130736f

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.lookup.8e998c23483180b4: as circuit.lookup.0d59621b7ffcf8ad, sha256 561ee209a174c136

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.map.6c17b68d1952e751: as circuit.map.65fc11c9e3bda6ce, sha256 9ec120499622427b

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.rescale.2595b661aec745dc: as circuit.rescale.5f05c74e9f05c7bd, sha256 7004ded5789ae6f5

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.fully_connected.e458318dbaad171a: as circuit.fully_connected.c888ddc808810700, sha256 1c5f92ac50a94e3e

; Function Attrs: nocallback nocreateundeforpoison nofree nosync nounwind speculatable willreturn memory(none)
declare i32 @llvm.smax.i32(i32, i32) #58

; Function Attrs: nocallback nocreateundeforpoison nofree nosync nounwind speculatable willreturn memory(none)
declare i32 @llvm.smin.i32(i32, i32) #58

; Function Attrs: nocallback nocreateundeforpoison nofree nosync nounwind speculatable willreturn memory(none)
declare i64 @llvm.umin.i64(i64, i64) #58

; Function Attrs: nocallback nocreateundeforpoison nofree nosync nounwind speculatable willreturn memory(none)
declare i64 @llvm.smin.i64(i64, i64) #58

; Function Attrs: nocallback nocreateundeforpoison nofree nosync nounwind speculatable willreturn memory(none)
declare i64 @llvm.smax.i64(i64, i64) #58

; Function Attrs: nocallback nofree nosync nounwind willreturn memory(argmem: readwrite)
define i32 @main_graph(ptr noalias captures(none) %arena, ptr noalias readonly captures(none) %constants) #59 {
step0:
  %0 = getelementptr inbounds i8, ptr %arena, i64 32
  %status = call i32 @circuit.range_check.bebf5ee95955f86d(ptr %0) #60
  %well = icmp eq i32 %status, 0
  br i1 %well, label %step1, label %stop

step1:                                            ; preds = %step0
  %1 = getelementptr inbounds i8, ptr %constants, i64 0
  %2 = getelementptr inbounds i8, ptr %arena, i64 32
  %3 = getelementptr inbounds i8, ptr %arena, i64 16384
  %status1 = call i32 @circuit.gather.b2c7a27e1a446c23(ptr %1, ptr %2, ptr %3) #61
  %well2 = icmp eq i32 %status1, 0
  br i1 %well2, label %step2, label %stop

step2:                                            ; preds = %step1
  %4 = getelementptr inbounds i8, ptr %arena, i64 16384
  %5 = getelementptr inbounds i8, ptr %arena, i64 49152
  %status3 = call i32 @circuit.map.209946973f28d758(ptr %4, ptr %5) #62
  %well4 = icmp eq i32 %status3, 0
  br i1 %well4, label %step3, label %stop

step3:                                            ; preds = %step2
  %6 = getelementptr inbounds i8, ptr %arena, i64 49152
  %7 = getelementptr inbounds i8, ptr %arena, i64 61440
  %status5 = call i32 @circuit.rescale.5f05c74e9f05c7bd(ptr %6, ptr %7) #62
  %well6 = icmp eq i32 %status5, 0
  br i1 %well6, label %step4, label %stop

step4:                                            ; preds = %step3
  %8 = getelementptr inbounds i8, ptr %arena, i64 61440
  %9 = getelementptr inbounds i8, ptr %arena, i64 49152
  %status7 = call i32 @circuit.average_pool.a5ba25d8b11c5a71(ptr %8, ptr %9) #63
  %well8 = icmp eq i32 %status7, 0
  br i1 %well8, label %step5, label %stop

step5:                                            ; preds = %step4
  %10 = getelementptr inbounds i8, ptr %arena, i64 49152
  %11 = getelementptr inbounds i8, ptr %constants, i64 14208
  %12 = getelementptr inbounds i8, ptr %arena, i64 77824
  %status9 = call i32 @circuit.lookup.595c7025ae2a5aae(ptr %10, ptr %11, ptr %12) #64
  %well10 = icmp eq i32 %status9, 0
  br i1 %well10, label %step6, label %stop

step6:                                            ; preds = %step5
  %13 = getelementptr inbounds i8, ptr %arena, i64 16384
  %14 = getelementptr inbounds i8, ptr %arena, i64 77824
  %15 = getelementptr inbounds i8, ptr %arena, i64 49152
  %status11 = call i32 @circuit.map.c1418de2f4bf000e(ptr %13, ptr %14, ptr %15) #65
  %well12 = icmp eq i32 %status11, 0
  br i1 %well12, label %step7, label %stop

step7:                                            ; preds = %step6
  %16 = getelementptr inbounds i8, ptr %arena, i64 49152
  %17 = getelementptr inbounds i8, ptr %arena, i64 61440
  %status13 = call i32 @circuit.rescale.88ac1c02a321c5b9(ptr %16, ptr %17) #65
  %well14 = icmp eq i32 %status13, 0
  br i1 %well14, label %step8, label %stop

step8:                                            ; preds = %step7
  %18 = getelementptr inbounds i8, ptr %arena, i64 61440
  %19 = getelementptr inbounds i8, ptr %constants, i64 35200
  %20 = getelementptr inbounds i8, ptr %arena, i64 49152
  %status15 = call i32 @circuit.fully_connected.c888ddc808810700(ptr %18, ptr %19, ptr %20) #66
  %well16 = icmp eq i32 %status15, 0
  br i1 %well16, label %step9, label %stop

step9:                                            ; preds = %step8
  %21 = getelementptr inbounds i8, ptr %arena, i64 49152
  %22 = getelementptr inbounds i8, ptr %arena, i64 77824
  %status17 = call i32 @circuit.transpose.7525d525c9c9e1af(ptr %21, ptr %22) #67
  %well18 = icmp eq i32 %status17, 0
  br i1 %well18, label %step10, label %stop

step10:                                           ; preds = %step9
  %23 = getelementptr inbounds i8, ptr %arena, i64 77824
  %24 = getelementptr inbounds i8, ptr %constants, i64 53632
  %25 = getelementptr inbounds i8, ptr %constants, i64 55680
  %26 = getelementptr inbounds i8, ptr %arena, i64 49152
  %status19 = call i32 @circuit.map.09b5f7015af67dc7(ptr %23, ptr %24, ptr %25, ptr %26) #68
  %well20 = icmp eq i32 %status19, 0
  br i1 %well20, label %step11, label %stop

step11:                                           ; preds = %step10
  %27 = getelementptr inbounds i8, ptr %arena, i64 61440
  %28 = getelementptr inbounds i8, ptr %constants, i64 57728
  %29 = getelementptr inbounds i8, ptr %arena, i64 77824
  %status21 = call i32 @circuit.fully_connected.c888ddc808810700(ptr %27, ptr %28, ptr %29) #69
  %well22 = icmp eq i32 %status21, 0
  br i1 %well22, label %step12, label %stop

step12:                                           ; preds = %step11
  %30 = getelementptr inbounds i8, ptr %arena, i64 77824
  %31 = getelementptr inbounds i8, ptr %arena, i64 110592
  %status23 = call i32 @circuit.transpose.7525d525c9c9e1af(ptr %30, ptr %31) #70
  %well24 = icmp eq i32 %status23, 0
  br i1 %well24, label %step13, label %stop

step13:                                           ; preds = %step12
  %32 = getelementptr inbounds i8, ptr %arena, i64 110592
  %33 = getelementptr inbounds i8, ptr %constants, i64 53632
  %34 = getelementptr inbounds i8, ptr %constants, i64 55680
  %35 = getelementptr inbounds i8, ptr %arena, i64 77824
  %status25 = call i32 @circuit.map.142a4fd0e042311c(ptr %32, ptr %33, ptr %34, ptr %35) #71
  %well26 = icmp eq i32 %status25, 0
  br i1 %well26, label %step14, label %stop

step14:                                           ; preds = %step13
  %36 = getelementptr inbounds i8, ptr %arena, i64 61440
  %37 = getelementptr inbounds i8, ptr %constants, i64 76160
  %38 = getelementptr inbounds i8, ptr %arena, i64 110592
  %status27 = call i32 @circuit.fully_connected.c888ddc808810700(ptr %36, ptr %37, ptr %38) #72
  %well28 = icmp eq i32 %status27, 0
  br i1 %well28, label %step15, label %stop

step15:                                           ; preds = %step14
  %39 = getelementptr inbounds i8, ptr %arena, i64 110592
  %40 = getelementptr inbounds i8, ptr %arena, i64 143360
; 29993 bytes more, sha256 944b5e9c00bbc4c4

; Function Attrs: nocallback nofree nosync nounwind willreturn memory(argmem: readwrite)
define i32 @step(i64 %node, ptr noalias captures(none) %arena, ptr noalias readonly captures(none) %constants) #59 {
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
  ]

step0:                                            ; preds = %entry
  %0 = getelementptr inbounds i8, ptr %arena, i64 32
  %status = call i32 @circuit.range_check.bebf5ee95955f86d(ptr %0) #60
  ret i32 %status

step1:                                            ; preds = %entry
  %1 = getelementptr inbounds i8, ptr %constants, i64 0
  %2 = getelementptr inbounds i8, ptr %arena, i64 32
  %3 = getelementptr inbounds i8, ptr %arena, i64 16384
  %status1 = call i32 @circuit.gather.b2c7a27e1a446c23(ptr %1, ptr %2, ptr %3) #61
  ret i32 %status1

step2:                                            ; preds = %entry
  %4 = getelementptr inbounds i8, ptr %arena, i64 16384
  %5 = getelementptr inbounds i8, ptr %arena, i64 49152
  %status2 = call i32 @circuit.map.209946973f28d758(ptr %4, ptr %5) #62
  ret i32 %status2

step3:                                            ; preds = %entry
  %6 = getelementptr inbounds i8, ptr %arena, i64 49152
  %7 = getelementptr inbounds i8, ptr %arena, i64 61440
  %status3 = call i32 @circuit.rescale.5f05c74e9f05c7bd(ptr %6, ptr %7) #62
  ret i32 %status3

step4:                                            ; preds = %entry
  %8 = getelementptr inbounds i8, ptr %arena, i64 61440
  %9 = getelementptr inbounds i8, ptr %arena, i64 49152
  %status4 = call i32 @circuit.average_pool.a5ba25d8b11c5a71(ptr %8, ptr %9) #63
  ret i32 %status4

step5:                                            ; preds = %entry
  %10 = getelementptr inbounds i8, ptr %arena, i64 49152
  %11 = getelementptr inbounds i8, ptr %constants, i64 14208
  %12 = getelementptr inbounds i8, ptr %arena, i64 77824
  %status5 = call i32 @circuit.lookup.595c7025ae2a5aae(ptr %10, ptr %11, ptr %12) #64
  ret i32 %status5

step6:                                            ; preds = %entry
  %13 = getelementptr inbounds i8, ptr %arena, i64 16384
  %14 = getelementptr inbounds i8, ptr %arena, i64 77824
  %15 = getelementptr inbounds i8, ptr %arena, i64 49152
  %status6 = call i32 @circuit.map.c1418de2f4bf000e(ptr %13, ptr %14, ptr %15) #65
  ret i32 %status6

step7:                                            ; preds = %entry
  %16 = getelementptr inbounds i8, ptr %arena, i64 49152
  %17 = getelementptr inbounds i8, ptr %arena, i64 61440
  %status7 = call i32 @circuit.rescale.88ac1c02a321c5b9(ptr %16, ptr %17) #65
  ret i32 %status7

step8:                                            ; preds = %entry
  %18 = getelementptr inbounds i8, ptr %arena, i64 61440
  %19 = getelementptr inbounds i8, ptr %constants, i64 35200
  %20 = getelementptr inbounds i8, ptr %arena, i64 49152
  %status8 = call i32 @circuit.fully_connected.c888ddc808810700(ptr %18, ptr %19, ptr %20) #66
  ret i32 %status8

step9:                                            ; preds = %entry
  %21 = getelementptr inbounds i8, ptr %arena, i64 49152
  %22 = getelementptr inbounds i8, ptr %arena, i64 77824
  %status9 = call i32 @circuit.transpose.7525d525c9c9e1af(ptr %21, ptr %22) #67
  ret i32 %status9

step10:                                           ; preds = %entry
  %23 = getelementptr inbounds i8, ptr %arena, i64 77824
  %24 = getelementptr inbounds i8, ptr %constants, i64 53632
  %25 = getelementptr inbounds i8, ptr %constants, i64 55680
  %26 = getelementptr inbounds i8, ptr %arena, i64 49152
  %status10 = call i32 @circuit.map.09b5f7015af67dc7(ptr %23, ptr %24, ptr %25, ptr %26) #68
  ret i32 %status10

step11:                                           ; preds = %entry
  %27 = getelementptr inbounds i8, ptr %arena, i64 61440
  %28 = getelementptr inbounds i8, ptr %constants, i64 57728
  %29 = getelementptr inbounds i8, ptr %arena, i64 77824
; 24166 bytes more, sha256 9adb4cc7aa8803a3

attributes #0 = { nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite) "circuit.gadget"="range_check" "circuit.params"="{\22gadget\22:\22range_check\22,\22len\22:32,\22x\22:\22i8\22,\22range\22:{\22lo\22:0,\22hi\22:36}}" "circuit.version"="1" }
; 1: as 0, sha256 586ea4730ac1d834
; 2: as 0, sha256 9bd92f546bb5a909
; 3: as 0, sha256 2b8a11c457058b76
; 4: as 0, sha256 3f7ee8ffb208d318
; 5: as 0, sha256 dd0d60215e4c10f2
; 6: as 0, sha256 a7c13418fa948b1b
; 7: as 0, sha256 f8ebec639b376aaa
; 8: as 0, sha256 bfa05d30e3f1626a
; 9: as 0, sha256 29acfe1b4ce1c619
; 10: as 0, sha256 0380313991a56479
; 11: as 0, sha256 f847d18e0a9b5a98
; 12: as 0, sha256 ed8c0e93f938a4b1
; 13: as 0, sha256 a9889bfaca213084
; 14: as 0, sha256 bc506d6e7d5232fa
; 15: as 0, sha256 68e166bc2ab2ac07
; 16: as 0, sha256 53b56787c6ba532c
; 17: as 0, sha256 764f835a3dc806a0
; 18: as 0, sha256 60b81c1c1a68cbac
; 19: as 0, sha256 f45eabcc2ea0f243
; 20: as 0, sha256 a655f2d0bd769f50
; 21: as 0, sha256 234f03bad06ea9df
; 22: as 0, sha256 6f1c94911b416fc3
; 23: as 0, sha256 484704a670bc39c6
; 24: as 0, sha256 4e45fa98dcdcbab4
; 25: as 0, sha256 9f0168959cd49958
; 26: as 0, sha256 8caf651b6b548a19
; 27: as 0, sha256 cde9706df64ec615
; 28: as 0, sha256 3f48b835102f3df2
; 29: as 0, sha256 45d24aa89ffa2e6e
; 30: as 0, sha256 c148aa950dfe5907
; 31: as 0, sha256 c9f1d820084900a0
; 32: as 0, sha256 f67f9c3148a45cc2
; 33: as 0, sha256 44fc4896a4fe647c
; 34: as 0, sha256 fa55fef2eb4bf17e
; 35: as 0, sha256 60c2a39f52c0725f
; 36: as 0, sha256 27881d919d6596ee
; 37: as 0, sha256 ec2e15cfd21e3436
; 38: as 0, sha256 b7fe62b3e4798877
; 39: as 0, sha256 696931f280f48c9e
; 40: as 0, sha256 53e01b0d80257752
; 41: as 0, sha256 abb069ee65bb5888
; 42: as 0, sha256 e633191e6d2413b9
; 43: as 0, sha256 2fde4c927644c540
; 44: as 0, sha256 24aa38124c32c567
; 45: as 0, sha256 5c5bd39f71ed47e1
; 46: as 0, sha256 a67de7c36f9908cb
; 47: as 0, sha256 2dd5730a4b5451b6
; 48: as 0, sha256 796a251e2d94f352
; 49: as 0, sha256 c96106b1af8deb87
; 50: as 0, sha256 308d1f2d70628f27
; 51: as 0, sha256 fb4e29d5e5891c7d
; 52: as 0, sha256 3cd9978e965d4cda
; 53: as 0, sha256 5051d8bc0a082158
; 54: as 0, sha256 5fe4f8fea9fdaff3
; 55: as 0, sha256 61fa3b26149ac26a
; 56: as 0, sha256 ec41e73d861abb74
; 57: as 0, sha256 18bdfb960dec56d9
attributes #58 = { nocallback nocreateundeforpoison nofree nosync nounwind speculatable willreturn memory(none) }
attributes #59 = { nocallback nofree nosync nounwind willreturn memory(argmem: readwrite) }
attributes #60 = { "circuit.nodes"="[\22tokens\22]" }
attributes #61 = { "circuit.constants"="[1]" "circuit.nodes"="[\22node_embedding\22]" }
; 62: as 60, sha256 2661262af258fe60
; 63: as 60, sha256 3619cda53e3aac2b
; 64: as 61, sha256 d5f5eb0aff14fb9c
; 65: as 60, sha256 97b143c367a73507
; 66: as 61, sha256 f4db9ebf99f0b70f
; 67: as 60, sha256 6b0c5f8bb26926b3
; 68: as 61, sha256 0f5d8336d96f56e5
; 69: as 61, sha256 2537cac6c8a38b1b
; 70: as 60, sha256 67ed9271fd13644e
; 71: as 61, sha256 428bf3f79c6a4a28
; 72: as 61, sha256 2722b1b1d808a7a5
; 73: as 60, sha256 33ae22fdfaea090e
; 74: as 60, sha256 0cbfd4b606c44f57
; 75: as 60, sha256 d8205b401198a17f
; 76: as 61, sha256 ba6c3dca31415299
; 77: as 60, sha256 6e20732480cefaa9
; 78: as 61, sha256 c9254da0c3082798
; 79: as 60, sha256 2d7a335240c7c776
; 80: as 61, sha256 1962aa9b5af6ccd5
; 81: as 60, sha256 3b60f0eb82429f8f
; 82: as 60, sha256 3cb1e90fe6a23d03
; 83: as 60, sha256 02ec6d4256c8abe8
; 84: as 61, sha256 0ad0f92e61a5dd71
; 85: as 60, sha256 3e706970077dd6ce
; 86: as 61, sha256 cc687b78820d4621
; 87: as 61, sha256 34970b705f9dd299
; 88: as 61, sha256 9516d0b8644b3fa4
; 89: as 60, sha256 aa517b2cca40c692
; 90: as 61, sha256 6b9d34f2cbce6b7e
; 91: as 60, sha256 e80d8c2328488aca
; 92: as 60, sha256 a1948f87ed20b782
; 93: as 60, sha256 fb6b6f90e6c23a5a
; 94: as 61, sha256 0a24ac0e7e99bb51
; 95: as 60, sha256 212cc7c4d33cfdf6
; 96: as 61, sha256 ca4b9f148225ba72
; 97: as 60, sha256 5f28d72f2f6de60e
; 98: as 61, sha256 bd1bae7cc6547e8f
; 99: as 61, sha256 2317a9289f80c154
; 100: as 60, sha256 09d4083b30683fb1
; 101: as 61, sha256 9c91f4edaf180ebc
; 102: as 61, sha256 dcd6d5bdd7e61a3c
; 103: as 60, sha256 253bec6461ba10a0
; 104: as 60, sha256 870f3b4577b9be06
; 105: as 60, sha256 f0d08ee429650df2
; 106: as 61, sha256 902fc94aa6a0b37d
; 107: as 60, sha256 ade765d5ed7ed3d0
; 108: as 61, sha256 373f3c2f17cb5d87
; 109: as 60, sha256 f91346c5712ee9be
; 110: as 61, sha256 63c7d23305bbc198
; 111: as 60, sha256 e4c965fc17f0b4e7
; 112: as 60, sha256 16a6d6e6dab6c75c
; 113: as 60, sha256 b5bc4abce3076be4
; 114: as 61, sha256 161a0edadcc09899
; 115: as 60, sha256 fb09a9d64eaa4b3a
; 116: as 61, sha256 6c2a6468f23b2c9a
; 117: as 61, sha256 fa4d3f7d57b78798
; 118: as 61, sha256 4e35b957e7f5671a
; 119: as 60, sha256 8340fe3b773ba352
; 120: as 61, sha256 0587d5b4bca155f3
; 121: as 60, sha256 a24a3bb02a15173f
; 122: as 60, sha256 fcc6afa58c5b69ba
; 123: as 60, sha256 57e9ae2b03c538dc
; 124: as 61, sha256 2effd1312ee2088d
; 125: as 60, sha256 bd1c955a9f3c42d5
; 126: as 61, sha256 89df6d5b1231ec7a

!llvm.module.flags = !{!0}
!circuit.models = !{!1}

!0 = !{i32 2, !"Debug Info Version", i32 3}
!1 = !{i32 2, !"", !"main_graph", !"{\22log2_size\22:18,\22inputs\22:{\22offset\22:32,\22log2_size\22:5},\22outputs\22:{\22offset\22:8192,\22log2_size\22:13},\22constants_size\22:652736}", !2, !3, !4, !5, !6}
!2 = !{!"{\22offset\22:32,\22element\22:\22i8\22,\22count\22:32,\22tensors\22:[0]}", !"{\22offset\22:8192,\22element\22:\22i32\22,\22count\22:1184,\22tensors\22:[118]}", !"{\22offset\22:16384,\22element\22:\22i32\22,\22count\22:8192,\22tensors\22:[2,36,38,43,48,62,67,70,72,81,94,98,102,114]}", !"{\22offset\22:49152,\22element\22:\22i32\22,\22count\22:3072,\22tensors\22:[3,5,8,11,15,28,35,56,58,63,66,68,80,87,108,110,115]}", !"{\22offset\22:61440,\22element\22:\22i16\22,\22count\22:8192,\22tensors\22:[4,9,31,34,37,44,52,84,104]}", !"{\22offset\22:77824,\22element\22:\22i32\22,\22count\22:8192,\22tensors\22:[7,12,17,19,29,46,50,71,74,76,100]}", !"{\22offset\22:110592,\22element\22:\22i32\22,\22count\22:8192,\22tensors\22:[18,21,23,42,51,75,103]}", !"{\22offset\22:143360,\22element\22:\22i32\22,\22count\22:3072,\22tensors\22:[22,55,88,90,95,107]}", !"{\22offset\22:155648,\22element\22:\22i64\22,\22count\22:6144,\22tensors\22:[24,30,77,82]}", !"{\22offset\22:204800,\22element\22:\22i64\22,\22count\22:6144,\22tensors\22:[26,79]}", !"{\22offset\22:64,\22element\22:\22i16\22,\22count\22:3072,\22tensors\22:[32,54,57,64,83,86,89,96,106,109,116]}"}
!3 = !{!"{\22name\22:\22tokens\22,\22shape\22:[1,32],\22element\22:\22i8\22,\22scale\22:{\22mantissa\22:1,\22exponent\22:0},\22range\22:{\22lo\22:0,\22hi\22:36},\22place\22:{\22slot\22:0}}", !"{\22name\22:\22embedding.weight\22,\22shape\22:[37,96],\22element\22:\22i32\22,\22scale\22:{\22mantissa\22:4142010280849079,\22exponent\22:-70},\22range\22:{\22lo\22:-1048575,\22hi\22:841513},\22place\22:{\22constant\22:0}}", !"{\22name\22:\22embedding\22,\22shape\22:[1,32,96],\22element\22:\22i32\22,\22scale\22:{\22mantissa\22:4142010280849079,\22exponent\22:-70},\22range\22:{\22lo\22:-1048575,\22hi\22:; 25331 bytes more, sha256 14d201426f78ae81
!4 = !{!"{\22name\22:\22tokens\22,\22tensor\22:0,\22shape\22:[1,32]}"}
!5 = !{!"{\22name\22:\22logits\22,\22tensor\22:118,\22shape\22:[1,32,37]}"}
!6 = !{!"{\22offset\22:0,\22bytes\22:14208,\22width\22:4,\22keccak256\22:\227ab43ebd1a423a75ad993073f44b193ab5be9cb2adbb498eb7230c14eab423ca\22}", !"{\22offset\22:14208,\22bytes\22:20968,\22width\22:4,\22keccak256\22:\22d4309f295a1cf8f348406083bd9be7235b9c487abe2d799f20655cac154cf14a\22}", !"{\22offset\22:35200,\22bytes\22:18432,\22width\22:2,\22keccak256\22:\22641a51b36fe2879d9e770a7c164ee2496f59cdea028119a5c7cf8313dcf21c74\22}", !"{\22offset\22:53632,\22bytes\22:2048,\22width\22:4,\22keccak256\22:\2275748179778b4dbeee37acfa5690c98c439a37a3128bb607e3dabc39f218a845\22}", !"{\22offset\22:55680,\22bytes\22:2048,\22width\22:4,\22keccak256\22:\220cdf3d2afa1c9b8d1adb6d16c4c59bb79315afa5d4227c2eef723de92fdfc325\22}", !"{\22offset\22:57728,\22bytes\22:18432,\22width\22:2,\22keccak256\22:\227730b58f151c86e10e812710e80b1f990af7af72b691cfe013c0c994ec41f3ca\22}", !"{\22offset\22:76160,\22bytes\22:18432,\22width\22:2,\22keccak256\22:\22b1af8be4360102a1c946fcf253fa99aa6ae4ee3904ab0ccef0f8cb9e54c99b09\22}", !"{\22offset\22:94592,\22bytes\22:6144,\22width\22:1,\22keccak256\22:\226ad09722c61310576fa74ec4769a4bdf4807b0fd893d3d53e2717774899dfd79\22}", !"{\22offset\22:100736,\22bytes\22:32772,\22width\22:4,\22keccak256\22:\224e0efd1700ec6cab3a0610f849dadcae9ef3b8361661dd8a1b438fbf4e8f3835\22}", !"{\22offset\22:133536,\22bytes\22:18432,\22width\22:2,\22keccak256\22:\22a9460d7bd3befa5794e3f92597cc39fb9d44133411452b41d9a3cbefdbb3aa94\22}", !"{\22offset\22:151968,\22bytes\22:20484,\22width\22:4,\22keccak256\22:\22c2a8351e1d76d9460380acf7da5f8c5ca7f0fbc813e80eeec5d78df60febf072\22}", !"{\22offset\22:172480,\22bytes\22:68,\22width\22:4,\22keccak256\22:\221dc447856cad81252916573a2c90d6885a2fd3a8eab54ae98f71cbd7cbcf96cb\22}", !"{\22offset\22:172576,\22bytes\22:64,\22width\22:4,\22keccak256\22:\22bf3b10a4b154a505c5fbaafff0a711a61e4c3967dc2b517ed99f20c1bc7dddc7\22}", !"{\22offset\22:172640,\22bytes\22:49152,\22width\22:2,\22keccak256\22:\220e931ecda9c1a95cedb7e3dfa92d8e0b8451400e3e4e0e9bfcbe84d32700a35f\22}", !"{\22offset\22:221792,\22bytes\22:23436,\22width\22:4,\22keccak256\22:\22eb28072ad367fb0ff4f56b66edba117c34f7f50b7f44afd956ca98188010ea68\22}", !"{\22offset\22:245248,\22bytes\22:49152,\22width\22:2,\22keccak256\22:\22eb936cf1e787b36a4b2556337c5c916f8078be2c9063631b3e3f2618a145e26c\22}", !"{\22offset\22:294400,\22bytes\22:49152,\22width\22:2,\22keccak256\22:\222ca3c367b096915b41a5a71332506907eb38af59c74e829d54b73b45184f0b34\22}", !"{\22offset\22:343552,\22bytes\22:20484,\22width\22:4,\22keccak256\22:\229db251fcb4b7c4709df9892aef5c6101d0adc4aff69fbdc16a1993204d9115b0\22}", !"{\22offset\22:364064,\22bytes\22:64,\22width\22:4,\22keccak256\22:\226a0e6edee1a62502bc57119f85d87be6602742af9081007be735810b88609fbf\22}", !"{\22offset\22:364128,\22bytes\22:30,\22width\22:2,\22keccak256\22:\22b990bbf5826fcf932adfd571e5f9766d1d6ee768c85fb0032804570cb1787ee5\22}", !"{\22offset\22:364160,\22bytes\22:18432,\22width\22:2,\22keccak256\22:\22a18d90128378d4bb94a5eae5cac53993ae7a966818a40a45e0d271e7c910a5d0\22}", !"{\22offset\22:382592,\22bytes\22:18432,\22width\22:2,\22keccak256\22:\22018febca6c6c9acad3c3889929ac1fbb5103b2e985dc39d4fcc7f2ddb0535cbc\22}", !"{\22offset\22:401024,\22bytes\22:18432,\22width\22:2,\22keccak256\22:\22e0a56e6e4ae38ace5aee36232331306f30b601484ea335e7655f21c6d4a41c4d\22}", !"{\22offset\22:419456,\22bytes\22:18432,\22width\22:2,\22keccak256\22:\22eda3e9ff0038d2003ce87adbca7af296a8df2e791a8c2b35575bd541775a14e6\22}", !"{\22offset\22:437888,\22bytes\22:20484,\22width\22:4,\22keccak256\22:\22b82c5fef5caec9122135d0e51db056beb37a7b2f10af3293248c6dd107fc69ef\22}", !"{\22offset\22:458400,\22bytes\22:49152,\22width\22:2,\22keccak256\22:\2276d3271bde5ff23898c457759b44e850393dae8ac9542cba2203dfe5d8c8554c\22}", !"{\22offset\22:507552,\22bytes\22:19240,\22width\22:4,\22keccak256\22:\2299d6ad951a3553b7684c66f445f43442c9ada41981b3df19cc81abf627f62972\22}", !"{\22offset\22:526816,\22bytes\22:49152,\22width\22:2,\22keccak256\22:\22b832be7b8974eaac93548ae004c26cacc30e721561ce1f17dacc80ec60010d74\22}", !"{\22offset\22:575968,\22bytes\22:49152,\22width\22:2,\22keccak256\22:\2278d84f45b2c9d1a583566697e154b5450d410a4801a6d938410db211e6168906\22}", !"{\22offset\22:625120,\22bytes\22:20484,\22width\22:4,\22keccak256\22:\22906b1611b220d1803ecebd4c7a68b89caf382c75e997ffb6e2e537a5ac6930f9\22}", !"{\22offset\22:645632,\22bytes\22:7104,\22width\22:2,\22keccak256\22:\227799d803c0ae0f6dcc6bca731634c94b372c81ab907513748cb16941ec6f433a\22}"}
