; ModuleID = 'extended'
source_filename = "main_graph"

@circuit.constants = external constant [650400 x i8], align 32

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
define weak i32 @circuit.einsum.da8f42ba7f8a3c9f(ptr noalias readonly captures(none) %0, ptr noalias captures(none) %1) #2 {
  %3 = alloca i32, i64 96, align 4
  br label %4

4:                                                ; preds = %43, %2
  %5 = phi i64 [ %50, %43 ], [ 0, %2 ]
  %6 = icmp slt i64 %5, 32
  br i1 %6, label %7, label %51

7:                                                ; preds = %4
  br label %8

8:                                                ; preds = %28, %7
  %9 = phi i64 [ %29, %28 ], [ 0, %7 ]
  %10 = icmp slt i64 %9, 1
  br i1 %10, label %11, label %30

11:                                               ; preds = %8
  br label %12

12:                                               ; preds = %15, %11
  %13 = phi i64 [ %27, %15 ], [ 0, %11 ]
  %14 = icmp slt i64 %13, 96
  br i1 %14, label %15, label %28

15:                                               ; preds = %12
  %16 = mul nuw nsw i64 %9, 3072
  %17 = mul nuw nsw i64 %5, 96
  %18 = add nuw nsw i64 %16, %17
  %19 = add nuw nsw i64 %18, %13
  %20 = getelementptr inbounds nuw i32, ptr %0, i64 %19
  %21 = load i32, ptr %20, align 4
  %22 = add i32 %21, 2
  %23 = ashr i32 %22, 2
  %24 = mul nuw nsw i64 %9, 96
  %25 = add nuw nsw i64 %24, %13
  %26 = getelementptr inbounds nuw i32, ptr %3, i64 %25
  store i32 %23, ptr %26, align 4
  %27 = add i64 %13, 1
  br label %12

28:                                               ; preds = %12
  %29 = add i64 %9, 1
  br label %8

30:                                               ; preds = %8
  br label %31

31:                                               ; preds = %35, %30
  %32 = phi i64 [ %42, %35 ], [ 0, %30 ]
  %33 = phi i64 [ %41, %35 ], [ 0, %30 ]
  %34 = icmp slt i64 %32, 96
  br i1 %34, label %35, label %43

35:                                               ; preds = %31
  %36 = add nuw nsw i64 0, %32
  %37 = getelementptr inbounds nuw i32, ptr %3, i64 %36
  %38 = load i32, ptr %37, align 4
  %39 = sext i32 %38 to i64
  %40 = mul i64 %39, %39
  %41 = add i64 %33, %40
  %42 = add i64 %32, 1
  br label %31

43:                                               ; preds = %31
  %44 = add i64 %33, 256
  %45 = ashr i64 %44, 9
  %46 = call i64 @llvm.smax.i64(i64 %45, i64 0)
  %47 = call i64 @llvm.smin.i64(i64 %46, i64 1330114493)
  %48 = trunc i64 %47 to i32
  %49 = getelementptr inbounds nuw i32, ptr %1, i64 %5
  store i32 %48, ptr %49, align 4
  %50 = add i64 %5, 1
  br label %4

51:                                               ; preds = %4
  ret i32 0
}

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.add.9d434a3cad7bdeee(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias captures(none) %2) #3 {
  br label %4

4:                                                ; preds = %28, %3
  %5 = phi i64 [ %29, %28 ], [ 0, %3 ]
  %6 = icmp slt i64 %5, 1
  br i1 %6, label %7, label %30

7:                                                ; preds = %4
  br label %8

8:                                                ; preds = %26, %7
  %9 = phi i64 [ %27, %26 ], [ 0, %7 ]
  %10 = icmp slt i64 %9, 32
  br i1 %10, label %11, label %28

11:                                               ; preds = %8
  br label %12

12:                                               ; preds = %15, %11
  %13 = phi i64 [ %25, %15 ], [ 0, %11 ]
  %14 = icmp slt i64 %13, 1
  br i1 %14, label %15, label %26

15:                                               ; preds = %12
  %16 = getelementptr inbounds nuw i32, ptr %0, i64 %9
  %17 = load i32, ptr %16, align 4
  %18 = load i16, ptr %1, align 2
  %19 = sext i16 %18 to i32
  %20 = add i32 %17, %19
  %21 = mul nuw nsw i64 %5, 32
  %22 = add nuw nsw i64 %21, %9
  %23 = add nuw nsw i64 %22, %13
  %24 = getelementptr inbounds nuw i32, ptr %2, i64 %23
  store i32 %20, ptr %24, align 4
  %25 = add i64 %13, 1
  br label %12

26:                                               ; preds = %12
  %27 = add i64 %9, 1
  br label %8

28:                                               ; preds = %8
  %29 = add i64 %5, 1
  br label %4

30:                                               ; preds = %4
  ret i32 0
}

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.lookup.e478811b1e621424(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias captures(none) %2) #4 {
  br label %4

4:                                                ; preds = %31, %3
  %5 = phi i64 [ %32, %31 ], [ 0, %3 ]
  %6 = icmp slt i64 %5, 1
  br i1 %6, label %7, label %33

7:                                                ; preds = %4
  br label %8

8:                                                ; preds = %29, %7
  %9 = phi i64 [ %30, %29 ], [ 0, %7 ]
  %10 = icmp slt i64 %9, 32
  br i1 %10, label %11, label %31

11:                                               ; preds = %8
  br label %12

12:                                               ; preds = %15, %11
  %13 = phi i64 [ %28, %15 ], [ 0, %11 ]
  %14 = icmp slt i64 %13, 1
  br i1 %14, label %15, label %29

15:                                               ; preds = %12
  %16 = mul nuw nsw i64 %5, 32
  %17 = add nuw nsw i64 %16, %9
  %18 = add nuw nsw i64 %17, %13
  %19 = getelementptr inbounds nuw i32, ptr %0, i64 %18
  %20 = load i32, ptr %19, align 4
  %21 = add i32 %20, 131072
  %22 = ashr i32 %21, 18
  %23 = sext i32 %22 to i64
  %24 = call i64 @llvm.umin.i64(i64 %23, i64 5074)
  %25 = getelementptr inbounds nuw i32, ptr %1, i64 %24
  %26 = load i32, ptr %25, align 4
  %27 = getelementptr inbounds nuw i32, ptr %2, i64 %18
  store i32 %26, ptr %27, align 4
  %28 = add i64 %13, 1
  br label %12

29:                                               ; preds = %12
  %30 = add i64 %9, 1
  br label %8

31:                                               ; preds = %8
  %32 = add i64 %5, 1
  br label %4

33:                                               ; preds = %4
  ret i32 0
}

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.lookup.f729de1acbfa6b32(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias captures(none) %2) #5 {
  %4 = alloca i32, i64 1, align 4
  store i32 0, ptr %4, align 4
  br label %5

5:                                                ; preds = %41, %3
  %6 = phi i64 [ %42, %41 ], [ 0, %3 ]
  %7 = icmp slt i64 %6, 1
  br i1 %7, label %8, label %43

8:                                                ; preds = %5
  br label %9

9:                                                ; preds = %39, %8
  %10 = phi i64 [ %40, %39 ], [ 0, %8 ]
  %11 = icmp slt i64 %10, 32
  br i1 %11, label %12, label %41

12:                                               ; preds = %9
  br label %13

13:                                               ; preds = %16, %12
  %14 = phi i64 [ %38, %16 ], [ 0, %12 ]
  %15 = icmp slt i64 %14, 1
  br i1 %15, label %16, label %39

16:                                               ; preds = %13
  %17 = mul nuw nsw i64 %6, 32
  %18 = add nuw nsw i64 %17, %10
  %19 = add nuw nsw i64 %18, %14
  %20 = getelementptr inbounds nuw i32, ptr %0, i64 %19
  %21 = load i32, ptr %20, align 4
  %22 = call i32 @llvm.smax.i32(i32 %21, i32 32)
  %23 = call i32 @llvm.smin.i32(i32 %22, i32 524287)
  %24 = load i32, ptr %4, align 4
  %25 = icmp ne i32 %21, %23
  %26 = select i1 %25, i32 17, i32 0
  %27 = or i32 %24, %26
  store i32 %27, ptr %4, align 4
  %28 = add i32 %23, 32
  %29 = ashr i32 %28, 6
  %30 = call i32 @llvm.smax.i32(i32 %29, i32 2765)
  %31 = call i32 @llvm.smin.i32(i32 %30, i32 7777)
  %32 = sext i32 %31 to i64
  %33 = add i64 %32, -2765
  %34 = call i64 @llvm.umin.i64(i64 %33, i64 5012)
  %35 = getelementptr inbounds nuw i32, ptr %1, i64 %34
  %36 = load i32, ptr %35, align 4
  %37 = getelementptr inbounds nuw i32, ptr %2, i64 %19
  store i32 %36, ptr %37, align 4
  %38 = add i64 %14, 1
  br label %13

39:                                               ; preds = %13
  %40 = add i64 %10, 1
  br label %9

41:                                               ; preds = %9
  %42 = add i64 %6, 1
  br label %5

43:                                               ; preds = %5
  %44 = load i32, ptr %4, align 4
  ret i32 %44
}

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.map.9d3edc2b10424a3c(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias captures(none) %2) #6 {
  %4 = alloca i32, i64 1, align 4
  br label %5

5:                                                ; preds = %58, %3
  %6 = phi i64 [ %59, %58 ], [ 0, %3 ]
  %7 = icmp slt i64 %6, 32
  br i1 %7, label %8, label %60

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

30:                                               ; preds = %56, %29
  %31 = phi i64 [ %57, %56 ], [ 0, %29 ]
  %32 = icmp slt i64 %31, 1
  br i1 %32, label %33, label %58

33:                                               ; preds = %30
  br label %34

34:                                               ; preds = %37, %33
  %35 = phi i64 [ %55, %37 ], [ 0, %33 ]
  %36 = icmp slt i64 %35, 96
  br i1 %36, label %37, label %56

37:                                               ; preds = %34
  %38 = mul nuw nsw i64 %31, 3072
  %39 = mul nuw nsw i64 %6, 96
  %40 = add nuw nsw i64 %38, %39
  %41 = add nuw nsw i64 %40, %35
  %42 = getelementptr inbounds nuw i32, ptr %0, i64 %41
  %43 = load i32, ptr %42, align 4
  %44 = add i32 %43, 16
  %45 = ashr i32 %44, 5
  %46 = sext i32 %45 to i64
  %47 = getelementptr inbounds nuw i32, ptr %4, i64 0
  %48 = load i32, ptr %47, align 4
  %49 = sext i32 %48 to i64
  %50 = mul i64 %46, %49
  %51 = add i64 %50, 4096
  %52 = ashr i64 %51, 13
  %53 = trunc i64 %52 to i32
  %54 = getelementptr inbounds nuw i32, ptr %2, i64 %41
  store i32 %53, ptr %54, align 4
  %55 = add i64 %35, 1
  br label %34

56:                                               ; preds = %34
  %57 = add i64 %31, 1
  br label %30

58:                                               ; preds = %30
  %59 = add i64 %6, 1
  br label %5

60:                                               ; preds = %5
  ret i32 0
}

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.rescale.ddd04c5fb501ff0c(ptr noalias readonly captures(none) %0, ptr noalias captures(none) %1) #7 {
  br label %3

3:                                                ; preds = %6, %2
  %4 = phi i64 [ %15, %6 ], [ 0, %2 ]
  %5 = icmp slt i64 %4, 3072
  br i1 %5, label %6, label %16

6:                                                ; preds = %3
  %7 = getelementptr inbounds nuw i32, ptr %0, i64 %4
  %8 = load i32, ptr %7, align 4
  %9 = sext i32 %8 to i64
  %10 = mul i64 %9, 65520
  %11 = add i64 %10, 2097152
  %12 = ashr i64 %11, 22
  %13 = trunc i64 %12 to i16
  %14 = getelementptr inbounds nuw i16, ptr %1, i64 %4
  store i16 %13, ptr %14, align 2
  %15 = add i64 %4, 1
  br label %3

16:                                               ; preds = %3
  ret i32 0
}

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
define weak i32 @circuit.map.1e47c3d50846e31b(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias readonly captures(none) %2, ptr noalias captures(none) %3) #10 {
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
  %45 = add i32 %44, 1024
  %46 = ashr i32 %45, 11
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
  %91 = add i32 %90, 256
  %92 = ashr i32 %91, 9
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
  %130 = call i32 @llvm.smax.i32(i32 %129, i32 -420751)
; 575 bytes more, sha256 57a636e5d909032b

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.map.cb82eee610f74f60: as circuit.map.1e47c3d50846e31b, sha256 c04b1c165aaf070b

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
define weak i32 @circuit.map.c49a607aa91f2016(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias captures(none) %2) #14 {
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
  %32 = mul i64 %30, 2783257431320
  %33 = add i64 %31, %32
  %34 = add i64 %33, -2783257431320
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
define weak i32 @circuit.lookup.d712a5989f028764(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias captures(none) %2) #16 {
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
  %35 = mul i64 %34, 17162
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
define weak i32 @circuit.quotient.7f631f42ef0607b4(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias captures(none) %2) #18 {
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
  %34 = add i64 %33, 274877906944
  %35 = ashr i64 %34, 39
  %36 = trunc i64 %35 to i32
  %37 = call i32 @llvm.smax.i32(i32 %36, i32 -6244)
  %38 = call i32 @llvm.smin.i32(i32 %37, i32 6242)
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
; circuit.einsum.fa3310376ee4ec9c: as circuit.einsum.da8f42ba7f8a3c9f, sha256 52f8ccf4c213c248

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.lookup.6b52f8e6f8d3d8d3(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias readonly captures(none) %2, ptr noalias readonly captures(none) %3, ptr noalias readonly captures(none) %4, ptr noalias captures(none) %5) #23 {
  br label %7

7:                                                ; preds = %67, %6
  %8 = phi i64 [ %68, %67 ], [ 0, %6 ]
  %9 = icmp slt i64 %8, 1
  br i1 %9, label %10, label %69

10:                                               ; preds = %7
  br label %11

11:                                               ; preds = %65, %10
  %12 = phi i64 [ %66, %65 ], [ 0, %10 ]
  %13 = icmp slt i64 %12, 32
  br i1 %13, label %14, label %67

14:                                               ; preds = %11
  br label %15

15:                                               ; preds = %39, %14
  %16 = phi i64 [ %64, %39 ], [ 0, %14 ]
  %17 = icmp slt i64 %16, 1
  br i1 %17, label %18, label %65

18:                                               ; preds = %15
  %19 = mul nuw nsw i64 %8, 32
  %20 = add nuw nsw i64 %19, %12
  %21 = add nuw nsw i64 %20, %16
  %22 = getelementptr inbounds nuw i32, ptr %0, i64 %21
  %23 = load i32, ptr %22, align 4
  %24 = add i32 %23, 1
  %25 = ashr i32 %24, 1
  %26 = call i32 @llvm.smax.i32(i32 %25, i32 0)
  %27 = call i32 @llvm.smin.i32(i32 %26, i32 552830385)
  br label %28

28:                                               ; preds = %32, %18
  %29 = phi i64 [ %38, %32 ], [ 0, %18 ]
  %30 = phi i32 [ %37, %32 ], [ 0, %18 ]
  %31 = icmp slt i64 %29, 30
  br i1 %31, label %32, label %39

32:                                               ; preds = %28
  %33 = getelementptr inbounds nuw i32, ptr %4, i64 %29
  %34 = load i32, ptr %33, align 4
  %35 = icmp slt i32 %34, %27
  %36 = select i1 %35, i32 1, i32 0
  %37 = add i32 %30, %36
  %38 = add i64 %29, 1
  br label %28

39:                                               ; preds = %28
  %40 = sext i32 %27 to i64
  %41 = sext i32 %30 to i64
  %42 = call i64 @llvm.umin.i64(i64 %41, i64 30)
  %43 = getelementptr inbounds nuw i32, ptr %3, i64 %42
  %44 = load i32, ptr %43, align 4
  %45 = sext i32 %44 to i64
  %46 = mul i64 %40, %45
  %47 = add i64 %46, 65536
  %48 = ashr i64 %47, 17
  %49 = call i64 @llvm.smax.i64(i64 %48, i64 4096)
  %50 = call i64 @llvm.smin.i64(i64 %49, i64 8192)
  %51 = add i64 %50, -4096
  %52 = call i64 @llvm.umin.i64(i64 %51, i64 4096)
  %53 = getelementptr inbounds nuw i32, ptr %1, i64 %52
  %54 = load i32, ptr %53, align 4
  %55 = sext i32 %54 to i64
  %56 = getelementptr inbounds nuw i32, ptr %2, i64 %42
  %57 = load i32, ptr %56, align 4
  %58 = sext i32 %57 to i64
  %59 = mul i64 %55, %58
  %60 = add i64 %59, 524288
  %61 = ashr i64 %60, 20
  %62 = trunc i64 %61 to i32
  %63 = getelementptr inbounds nuw i32, ptr %5, i64 %21
  store i32 %62, ptr %63, align 4
  %64 = add i64 %16, 1
  br label %15

65:                                               ; preds = %15
  %66 = add i64 %12, 1
  br label %11

67:                                               ; preds = %11
  %68 = add i64 %8, 1
  br label %7

69:                                               ; preds = %7
  ret i32 0
}

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.lookup.722e9ac6050cb981: as circuit.lookup.f729de1acbfa6b32, sha256 421ab3031886fabc

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.map.0ee3988ec5e73d8f(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias captures(none) %2) #25 {
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
  %22 = add i32 %21, 2
  %23 = ashr i32 %22, 2
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
  %51 = add i64 %50, 2048
  %52 = ashr i64 %51, 12
  %53 = trunc i64 %52 to i32
  %54 = call i32 @llvm.smax.i32(i32 %53, i32 -298913)
  %55 = call i32 @llvm.smin.i32(i32 %54, i32 298912)
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
; circuit.rescale.90d5c358826af51e: as circuit.rescale.ddd04c5fb501ff0c, sha256 46d0896897fe8d12

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
define weak i32 @circuit.map.44b657719a32c5c9(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias captures(none) %2) #29 {
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
  %34 = call i32 @llvm.smax.i32(i32 %33, i32 -429270)
  %35 = call i32 @llvm.smin.i32(i32 %34, i32 429269)
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
; circuit.rescale.e1e35241b5d30d77: as circuit.rescale.ddd04c5fb501ff0c, sha256 4301d75978bac4fa

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
; circuit.einsum.74dd284c23ed5f18: as circuit.einsum.da8f42ba7f8a3c9f, sha256 17c16915a1e89520

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.add.f71de29c7bccbbda: as circuit.add.9d434a3cad7bdeee, sha256 eada967bc53b4e6e

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.lookup.f69906d3af500eb2: as circuit.lookup.6b52f8e6f8d3d8d3, sha256 c4bd01420aba5602

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.lookup.e5f52b4b4103f38c(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias readonly captures(none) %2, ptr noalias readonly captures(none) %3, ptr noalias readonly captures(none) %4, ptr noalias captures(none) %5) #36 {
  br label %7

7:                                                ; preds = %65, %6
  %8 = phi i64 [ %66, %65 ], [ 0, %6 ]
  %9 = icmp slt i64 %8, 1
  br i1 %9, label %10, label %67

10:                                               ; preds = %7
  br label %11

11:                                               ; preds = %63, %10
  %12 = phi i64 [ %64, %63 ], [ 0, %10 ]
  %13 = icmp slt i64 %12, 32
  br i1 %13, label %14, label %65

14:                                               ; preds = %11
  br label %15

15:                                               ; preds = %37, %14
  %16 = phi i64 [ %62, %37 ], [ 0, %14 ]
  %17 = icmp slt i64 %16, 1
  br i1 %17, label %18, label %63

18:                                               ; preds = %15
  %19 = mul nuw nsw i64 %8, 32
  %20 = add nuw nsw i64 %19, %12
  %21 = add nuw nsw i64 %20, %16
  %22 = getelementptr inbounds nuw i32, ptr %0, i64 %21
  %23 = load i32, ptr %22, align 4
  %24 = call i32 @llvm.smax.i32(i32 %23, i32 326453)
  %25 = call i32 @llvm.smin.i32(i32 %24, i32 9215521)
  br label %26

26:                                               ; preds = %30, %18
  %27 = phi i64 [ %36, %30 ], [ 0, %18 ]
  %28 = phi i32 [ %35, %30 ], [ 0, %18 ]
  %29 = icmp slt i64 %27, 5
  br i1 %29, label %30, label %37

30:                                               ; preds = %26
  %31 = getelementptr inbounds nuw i32, ptr %4, i64 %27
  %32 = load i32, ptr %31, align 4
  %33 = icmp slt i32 %32, %25
  %34 = select i1 %33, i32 1, i32 0
  %35 = add i32 %28, %34
  %36 = add i64 %27, 1
  br label %26

37:                                               ; preds = %26
  %38 = sext i32 %28 to i64
  %39 = call i64 @llvm.umin.i64(i64 %38, i64 5)
  %40 = getelementptr inbounds nuw i8, ptr %3, i64 %39
  %41 = load i8, ptr %40, align 1
  %42 = sext i8 %41 to i32
  %43 = mul i32 %25, %42
  %44 = add i32 %43, 1024
  %45 = ashr i32 %44, 11
  %46 = call i32 @llvm.smax.i32(i32 %45, i32 4096)
  %47 = call i32 @llvm.smin.i32(i32 %46, i32 8192)
  %48 = sext i32 %47 to i64
  %49 = add i64 %48, -4096
  %50 = call i64 @llvm.umin.i64(i64 %49, i64 4096)
  %51 = getelementptr inbounds nuw i32, ptr %1, i64 %50
  %52 = load i32, ptr %51, align 4
  %53 = sext i32 %52 to i64
  %54 = getelementptr inbounds nuw i32, ptr %2, i64 %39
  %55 = load i32, ptr %54, align 4
  %56 = sext i32 %55 to i64
  %57 = mul i64 %53, %56
  %58 = add i64 %57, 524288
  %59 = ashr i64 %58, 20
  %60 = trunc i64 %59 to i32
  %61 = getelementptr inbounds nuw i32, ptr %5, i64 %21
  store i32 %60, ptr %61, align 4
  %62 = add i64 %16, 1
  br label %15

63:                                               ; preds = %15
  %64 = add i64 %12, 1
  br label %11

65:                                               ; preds = %11
  %66 = add i64 %8, 1
  br label %7

67:                                               ; preds = %7
  ret i32 0
}

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.map.5b6baedaa0fc7c5d: as circuit.map.0ee3988ec5e73d8f, sha256 cdea158961a347a8

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.rescale.07d5859ee6640ca6: as circuit.rescale.ddd04c5fb501ff0c, sha256 94ecdbad42b47ecb

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.map.a4931ee2af820526: as circuit.map.1e47c3d50846e31b, sha256 e73367bb1dd557bb

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.map.6f97921dcd58bba4: as circuit.map.1e47c3d50846e31b, sha256 163272d9488fad69

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.map.65ccce8a3c5d323c: as circuit.map.c49a607aa91f2016, sha256 ef7acb6047320375

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.lookup.d797cb38f483e87a: as circuit.lookup.d712a5989f028764, sha256 3dd3b5dda62fb324

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.quotient.3ad90de8fcf359ff: as circuit.quotient.7f631f42ef0607b4, sha256 f21cd75dbfe6f22c

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.add.2ec40bd08ecfb36d: as circuit.add.2ecbfef7389c9407, sha256 f7977c9c831633a2

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.einsum.c6a1ec3ef05bba0d: as circuit.einsum.da8f42ba7f8a3c9f, sha256 98039285634ff5f3

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.lookup.6ab0b6060fdf3e8f: as circuit.lookup.6b52f8e6f8d3d8d3, sha256 6b23a8d97801b7f5

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.lookup.a02e8275517dbc41: as circuit.lookup.e5f52b4b4103f38c, sha256 81444c64755f8072

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.map.aa91cad18fe81484: as circuit.map.0ee3988ec5e73d8f, sha256 d55131766a7b1db2

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.rescale.07a358b48171178e: as circuit.rescale.ddd04c5fb501ff0c, sha256 7ca76ebc3ba30866

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.lookup.bb3ad43f66d2cd83: as circuit.lookup.5eefd5f1225af4d3, sha256 3bff852f1a6334e3

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.map.cfaed19ffbbf9876: as circuit.map.44b657719a32c5c9, sha256 f5da4637a5d49e02

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.rescale.e56de820184ac2c4: as circuit.rescale.ddd04c5fb501ff0c, sha256 30c1ca315ca1768f

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.add.16b86e4a50a61d02: as circuit.add.2ecbfef7389c9407, sha256 5e874b4efc617fcc

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.einsum.7071d85063f088f4: as circuit.einsum.da8f42ba7f8a3c9f, sha256 9552619426f738b1

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.lookup.17fb61c13bcbfa72: as circuit.lookup.6b52f8e6f8d3d8d3, sha256 7bc134ade407817a

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.lookup.a508cfa29d300fc4: as circuit.lookup.e5f52b4b4103f38c, sha256 77d470a2c58ceafe

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.map.a6e2b52fdd54a69a: as circuit.map.0ee3988ec5e73d8f, sha256 352d899a75593268

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.rescale.1682e5599b722639: as circuit.rescale.ddd04c5fb501ff0c, sha256 9d0000beae81700d

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
; circuit.fully_connected.e458318dbaad171a: as circuit.fully_connected.c888ddc808810700, sha256 a42404254e2bbbc9

; Function Attrs: nocallback nocreateundeforpoison nofree nosync nounwind speculatable willreturn memory(none)
declare i32 @llvm.smax.i32(i32, i32) #60

; Function Attrs: nocallback nocreateundeforpoison nofree nosync nounwind speculatable willreturn memory(none)
declare i32 @llvm.smin.i32(i32, i32) #60

; Function Attrs: nocallback nocreateundeforpoison nofree nosync nounwind speculatable willreturn memory(none)
declare i64 @llvm.umin.i64(i64, i64) #60

; Function Attrs: nocallback nocreateundeforpoison nofree nosync nounwind speculatable willreturn memory(none)
declare i64 @llvm.smax.i64(i64, i64) #60

; Function Attrs: nocallback nocreateundeforpoison nofree nosync nounwind speculatable willreturn memory(none)
declare i64 @llvm.smin.i64(i64, i64) #60

; Function Attrs: nocallback nofree nosync nounwind willreturn memory(argmem: readwrite)
define i32 @main_graph(ptr noalias captures(none) %arena, ptr noalias readonly captures(none) %constants) #61 {
step0:
  %0 = getelementptr inbounds i8, ptr %arena, i64 32
  %status = call i32 @circuit.range_check.bebf5ee95955f86d(ptr %0) #62
  %well = icmp eq i32 %status, 0
  br i1 %well, label %step1, label %stop

step1:                                            ; preds = %step0
  %1 = getelementptr inbounds i8, ptr %constants, i64 0
  %2 = getelementptr inbounds i8, ptr %arena, i64 32
  %3 = getelementptr inbounds i8, ptr %arena, i64 16384
  %status1 = call i32 @circuit.gather.b2c7a27e1a446c23(ptr %1, ptr %2, ptr %3) #63
  %well2 = icmp eq i32 %status1, 0
  br i1 %well2, label %step2, label %stop

step2:                                            ; preds = %step1
  %4 = getelementptr inbounds i8, ptr %arena, i64 16384
  %5 = getelementptr inbounds i8, ptr %arena, i64 49152
  %status3 = call i32 @circuit.einsum.da8f42ba7f8a3c9f(ptr %4, ptr %5) #64
  %well4 = icmp eq i32 %status3, 0
  br i1 %well4, label %step3, label %stop

step3:                                            ; preds = %step2
  %6 = getelementptr inbounds i8, ptr %arena, i64 49152
  %7 = getelementptr inbounds i8, ptr %constants, i64 14208
  %8 = getelementptr inbounds i8, ptr %arena, i64 61440
  %status5 = call i32 @circuit.add.9d434a3cad7bdeee(ptr %6, ptr %7, ptr %8) #65
  %well6 = icmp eq i32 %status5, 0
  br i1 %well6, label %step4, label %stop

step4:                                            ; preds = %step3
  %9 = getelementptr inbounds i8, ptr %arena, i64 61440
  %10 = getelementptr inbounds i8, ptr %constants, i64 14240
  %11 = getelementptr inbounds i8, ptr %arena, i64 49152
  %status7 = call i32 @circuit.lookup.e478811b1e621424(ptr %9, ptr %10, ptr %11) #66
  %well8 = icmp eq i32 %status7, 0
  br i1 %well8, label %step5, label %stop

step5:                                            ; preds = %step4
  %12 = getelementptr inbounds i8, ptr %arena, i64 49152
  %13 = getelementptr inbounds i8, ptr %constants, i64 34560
  %14 = getelementptr inbounds i8, ptr %arena, i64 61440
  %status9 = call i32 @circuit.lookup.f729de1acbfa6b32(ptr %12, ptr %13, ptr %14) #67
  %well10 = icmp eq i32 %status9, 0
  br i1 %well10, label %step6, label %stop

step6:                                            ; preds = %step5
  %15 = getelementptr inbounds i8, ptr %arena, i64 16384
  %16 = getelementptr inbounds i8, ptr %arena, i64 61440
  %17 = getelementptr inbounds i8, ptr %arena, i64 49152
  %status11 = call i32 @circuit.map.9d3edc2b10424a3c(ptr %15, ptr %16, ptr %17) #68
  %well12 = icmp eq i32 %status11, 0
  br i1 %well12, label %step7, label %stop

step7:                                            ; preds = %step6
  %18 = getelementptr inbounds i8, ptr %arena, i64 49152
  %19 = getelementptr inbounds i8, ptr %arena, i64 94208
  %status13 = call i32 @circuit.rescale.ddd04c5fb501ff0c(ptr %18, ptr %19) #68
  %well14 = icmp eq i32 %status13, 0
  br i1 %well14, label %step8, label %stop

step8:                                            ; preds = %step7
  %20 = getelementptr inbounds i8, ptr %arena, i64 94208
  %21 = getelementptr inbounds i8, ptr %constants, i64 54624
  %22 = getelementptr inbounds i8, ptr %arena, i64 49152
  %status15 = call i32 @circuit.fully_connected.c888ddc808810700(ptr %20, ptr %21, ptr %22) #69
  %well16 = icmp eq i32 %status15, 0
  br i1 %well16, label %step9, label %stop

step9:                                            ; preds = %step8
  %23 = getelementptr inbounds i8, ptr %arena, i64 49152
  %24 = getelementptr inbounds i8, ptr %arena, i64 61440
  %status17 = call i32 @circuit.transpose.7525d525c9c9e1af(ptr %23, ptr %24) #70
  %well18 = icmp eq i32 %status17, 0
  br i1 %well18, label %step10, label %stop

step10:                                           ; preds = %step9
  %25 = getelementptr inbounds i8, ptr %arena, i64 61440
  %26 = getelementptr inbounds i8, ptr %constants, i64 73056
  %27 = getelementptr inbounds i8, ptr %constants, i64 75104
  %28 = getelementptr inbounds i8, ptr %arena, i64 49152
  %status19 = call i32 @circuit.map.1e47c3d50846e31b(ptr %25, ptr %26, ptr %27, ptr %28) #71
  %well20 = icmp eq i32 %status19, 0
  br i1 %well20, label %step11, label %stop

step11:                                           ; preds = %step10
  %29 = getelementptr inbounds i8, ptr %arena, i64 94208
  %30 = getelementptr inbounds i8, ptr %constants, i64 77152
  %31 = getelementptr inbounds i8, ptr %arena, i64 61440
  %status21 = call i32 @circuit.fully_connected.c888ddc808810700(ptr %29, ptr %30, ptr %31) #72
  %well22 = icmp eq i32 %status21, 0
  br i1 %well22, label %step12, label %stop

step12:                                           ; preds = %step11
  %32 = getelementptr inbounds i8, ptr %arena, i64 61440
  %33 = getelementptr inbounds i8, ptr %arena, i64 110592
  %status23 = call i32 @circuit.transpose.7525d525c9c9e1af(ptr %32, ptr %33) #73
  %well24 = icmp eq i32 %status23, 0
  br i1 %well24, label %step13, label %stop

step13:                                           ; preds = %step12
  %34 = getelementptr inbounds i8, ptr %arena, i64 110592
  %35 = getelementptr inbounds i8, ptr %constants, i64 73056
  %36 = getelementptr inbounds i8, ptr %constants, i64 75104
  %37 = getelementptr inbounds i8, ptr %arena, i64 61440
  %status25 = call i32 @circuit.map.cb82eee610f74f60(ptr %34, ptr %35, ptr %36, ptr %37) #74
  %well26 = icmp eq i32 %status25, 0
  br i1 %well26, label %step14, label %stop

step14:                                           ; preds = %step13
  %38 = getelementptr inbounds i8, ptr %arena, i64 94208
  %39 = getelementptr inbounds i8, ptr %constants, i64 95584
  %40 = getelementptr inbounds i8, ptr %arena, i64 110592
  %status27 = call i32 @circuit.fully_connected.c888ddc808810700(ptr %38, ptr %39, ptr %40) #75
  %well28 = icmp eq i32 %status27, 0
  br i1 %well28, label %step15, label %stop

step15:                                           ; preds = %step14
; 31646 bytes more, sha256 cf492a5a112f4add

; Function Attrs: nocallback nofree nosync nounwind willreturn memory(argmem: readwrite)
define i32 @step(i64 %node, ptr noalias captures(none) %arena, ptr noalias readonly captures(none) %constants) #61 {
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
  %status = call i32 @circuit.range_check.bebf5ee95955f86d(ptr %0) #62
  ret i32 %status

step1:                                            ; preds = %entry
  %1 = getelementptr inbounds i8, ptr %constants, i64 0
  %2 = getelementptr inbounds i8, ptr %arena, i64 32
  %3 = getelementptr inbounds i8, ptr %arena, i64 16384
  %status1 = call i32 @circuit.gather.b2c7a27e1a446c23(ptr %1, ptr %2, ptr %3) #63
  ret i32 %status1

step2:                                            ; preds = %entry
  %4 = getelementptr inbounds i8, ptr %arena, i64 16384
  %5 = getelementptr inbounds i8, ptr %arena, i64 49152
  %status2 = call i32 @circuit.einsum.da8f42ba7f8a3c9f(ptr %4, ptr %5) #64
  ret i32 %status2

step3:                                            ; preds = %entry
  %6 = getelementptr inbounds i8, ptr %arena, i64 49152
  %7 = getelementptr inbounds i8, ptr %constants, i64 14208
  %8 = getelementptr inbounds i8, ptr %arena, i64 61440
  %status3 = call i32 @circuit.add.9d434a3cad7bdeee(ptr %6, ptr %7, ptr %8) #65
  ret i32 %status3

step4:                                            ; preds = %entry
  %9 = getelementptr inbounds i8, ptr %arena, i64 61440
  %10 = getelementptr inbounds i8, ptr %constants, i64 14240
  %11 = getelementptr inbounds i8, ptr %arena, i64 49152
  %status4 = call i32 @circuit.lookup.e478811b1e621424(ptr %9, ptr %10, ptr %11) #66
  ret i32 %status4

step5:                                            ; preds = %entry
  %12 = getelementptr inbounds i8, ptr %arena, i64 49152
  %13 = getelementptr inbounds i8, ptr %constants, i64 34560
  %14 = getelementptr inbounds i8, ptr %arena, i64 61440
  %status5 = call i32 @circuit.lookup.f729de1acbfa6b32(ptr %12, ptr %13, ptr %14) #67
  ret i32 %status5

step6:                                            ; preds = %entry
  %15 = getelementptr inbounds i8, ptr %arena, i64 16384
  %16 = getelementptr inbounds i8, ptr %arena, i64 61440
  %17 = getelementptr inbounds i8, ptr %arena, i64 49152
  %status6 = call i32 @circuit.map.9d3edc2b10424a3c(ptr %15, ptr %16, ptr %17) #68
  ret i32 %status6

step7:                                            ; preds = %entry
  %18 = getelementptr inbounds i8, ptr %arena, i64 49152
  %19 = getelementptr inbounds i8, ptr %arena, i64 94208
  %status7 = call i32 @circuit.rescale.ddd04c5fb501ff0c(ptr %18, ptr %19) #68
  ret i32 %status7

step8:                                            ; preds = %entry
  %20 = getelementptr inbounds i8, ptr %arena, i64 94208
  %21 = getelementptr inbounds i8, ptr %constants, i64 54624
  %22 = getelementptr inbounds i8, ptr %arena, i64 49152
  %status8 = call i32 @circuit.fully_connected.c888ddc808810700(ptr %20, ptr %21, ptr %22) #69
  ret i32 %status8

step9:                                            ; preds = %entry
  %23 = getelementptr inbounds i8, ptr %arena, i64 49152
  %24 = getelementptr inbounds i8, ptr %arena, i64 61440
  %status9 = call i32 @circuit.transpose.7525d525c9c9e1af(ptr %23, ptr %24) #70
  ret i32 %status9

step10:                                           ; preds = %entry
  %25 = getelementptr inbounds i8, ptr %arena, i64 61440
  %26 = getelementptr inbounds i8, ptr %constants, i64 73056
  %27 = getelementptr inbounds i8, ptr %constants, i64 75104
  %28 = getelementptr inbounds i8, ptr %arena, i64 49152
  %status10 = call i32 @circuit.map.1e47c3d50846e31b(ptr %25, ptr %26, ptr %27, ptr %28) #71
  ret i32 %status10

step11:                                           ; preds = %entry
  %29 = getelementptr inbounds i8, ptr %arena, i64 94208
; 25821 bytes more, sha256 f9bd65ea7d5320a7

attributes #0 = { nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite) "circuit.gadget"="range_check" "circuit.params"="{\22gadget\22:\22range_check\22,\22len\22:32,\22x\22:\22i8\22,\22range\22:{\22lo\22:0,\22hi\22:36}}" "circuit.version"="1" }
; 1: as 0, sha256 586ea4730ac1d834
; 2: as 0, sha256 e883fcd2373f3fce
; 3: as 0, sha256 e2ed50a815586d39
; 4: as 0, sha256 8d8f64ae31d030da
; 5: as 0, sha256 fb5141cca3cffd0e
; 6: as 0, sha256 00603433e1b67b73
; 7: as 0, sha256 6a7465c41856c83d
; 8: as 0, sha256 bfa05d30e3f1626a
; 9: as 0, sha256 29acfe1b4ce1c619
; 10: as 0, sha256 e625be751c6350cb
; 11: as 0, sha256 a6ad9a2a6851804d
; 12: as 0, sha256 ed8c0e93f938a4b1
; 13: as 0, sha256 a9889bfaca213084
; 14: as 0, sha256 c40def5196b52db8
; 15: as 0, sha256 68e166bc2ab2ac07
; 16: as 0, sha256 8f22e0bea5bd5f15
; 17: as 0, sha256 764f835a3dc806a0
; 18: as 0, sha256 dc412170715c5bd3
; 19: as 0, sha256 f45eabcc2ea0f243
; 20: as 0, sha256 a655f2d0bd769f50
; 21: as 0, sha256 234f03bad06ea9df
; 22: as 0, sha256 11c2acc5d4272db3
; 23: as 0, sha256 79481f1f1a5aece1
; 24: as 0, sha256 d1285f1d1a3d9fee
; 25: as 0, sha256 5acc386abbdcb783
; 26: as 0, sha256 7fc641919fe1f39d
; 27: as 0, sha256 cde9706df64ec615
; 28: as 0, sha256 3f48b835102f3df2
; 29: as 0, sha256 8e2c94d3c48b5071
; 30: as 0, sha256 c148aa950dfe5907
; 31: as 0, sha256 c9f1d820084900a0
; 32: as 0, sha256 f67f9c3148a45cc2
; 33: as 0, sha256 0da0848cf5981b23
; 34: as 0, sha256 acbe6e9cc6977017
; 35: as 0, sha256 dc30734b3c957f3b
; 36: as 0, sha256 aec6b5e487b4b68c
; 37: as 0, sha256 f4c9a8e428eb6377
; 38: as 0, sha256 c165aa150b2b3106
; 39: as 0, sha256 334957a1849920d8
; 40: as 0, sha256 0048eda2075fc33c
; 41: as 0, sha256 ec2eb23e913af3e1
; 42: as 0, sha256 1fb415c7b7f80355
; 43: as 0, sha256 dc9db912b68a0f64
; 44: as 0, sha256 ee3041fb50a578e3
; 45: as 0, sha256 ad3e23cd14e4c236
; 46: as 0, sha256 0a61d9ee0072f304
; 47: as 0, sha256 0847358ca6021581
; 48: as 0, sha256 e0882409a094aeff
; 49: as 0, sha256 31a861aa6b72c6af
; 50: as 0, sha256 90df1528a6261d19
; 51: as 0, sha256 6de1134fd9a68822
; 52: as 0, sha256 de7104c9b6c909ea
; 53: as 0, sha256 80acdc0b934ad9b4
; 54: as 0, sha256 7f9954feeed5428b
; 55: as 0, sha256 85a8559480ec9aff
; 56: as 0, sha256 5502a509bff63601
; 57: as 0, sha256 0b8d841d2090bf5f
; 58: as 0, sha256 4bc9cfee14cc063f
; 59: as 0, sha256 f9cbd5877fc308d1
attributes #60 = { nocallback nocreateundeforpoison nofree nosync nounwind speculatable willreturn memory(none) }
attributes #61 = { nocallback nofree nosync nounwind willreturn memory(argmem: readwrite) }
attributes #62 = { "circuit.nodes"="[\22tokens\22]" }
attributes #63 = { "circuit.constants"="[1]" "circuit.nodes"="[\22node_embedding\22]" }
; 64: as 62, sha256 b0c22031d03f11f3
; 65: as 63, sha256 28f53540607860fd
; 66: as 63, sha256 7933f537a1ca5c73
; 67: as 63, sha256 6ea698a2f3065148
; 68: as 62, sha256 2cc5dfe1921d9ea7
; 69: as 63, sha256 ba1aaf0c1f9cfdbd
; 70: as 62, sha256 7be1547bedb50c27
; 71: as 63, sha256 93532d71447e5410
; 72: as 63, sha256 b00ca8ebe4656bbe
; 73: as 62, sha256 2bafbc38f8f94a84
; 74: as 63, sha256 5a111b3c41f3dc57
; 75: as 63, sha256 5b12cddb912fbeae
; 76: as 62, sha256 0e36b8332f3d7366
; 77: as 62, sha256 120af683728bf506
; 78: as 62, sha256 737483c7cc916dc8
; 79: as 63, sha256 d23977df9c29b37b
; 80: as 62, sha256 3075eaf6f232d365
; 81: as 63, sha256 d6dafe67184dadd2
; 82: as 62, sha256 0d1d28a5e437fe78
; 83: as 63, sha256 cb37d9e8b816a162
; 84: as 62, sha256 68484c5321121849
; 85: as 62, sha256 1416313d7bcb0b21
; 86: as 63, sha256 d7b0a8cf4a74080f
; 87: as 63, sha256 ce0a73cff74aabba
; 88: as 63, sha256 e218e98198e92a86
; 89: as 62, sha256 3a558cde7a309a3e
; 90: as 63, sha256 a308c24f7ddc555b
; 91: as 63, sha256 a25e589cde7b86eb
; 92: as 63, sha256 a915caa9b45dd31a
; 93: as 62, sha256 bfbe392e0a2f443f
; 94: as 63, sha256 d113cf4bb5674204
; 95: as 62, sha256 373281c9009c1e3c
; 96: as 62, sha256 190808b3fce56e5a
; 97: as 63, sha256 6f10384d44be534d
; 98: as 63, sha256 63a99c14c89fb097
; 99: as 63, sha256 cf15956db325d60a
; 100: as 62, sha256 5aa145cf6d6f18c8
; 101: as 63, sha256 ff0f88ced19ddeae
; 102: as 62, sha256 00e1a56244fee72e
; 103: as 63, sha256 b88cd838f9a74b93
; 104: as 63, sha256 bc06041d79c98097
; 105: as 62, sha256 37026f53c46b7e58
; 106: as 63, sha256 f4a7b35d84e543c8
; 107: as 63, sha256 1b6c0d490f029cf2
; 108: as 62, sha256 7a5432361cb95e68
; 109: as 62, sha256 8a97c1a249fe9103
; 110: as 62, sha256 64ee48dac1131a9a
; 111: as 63, sha256 f21bfe59d0096817
; 112: as 62, sha256 6d9437049e2f080e
; 113: as 63, sha256 1e1de8fd6fd8f642
; 114: as 62, sha256 c9c829a9ae4f5339
; 115: as 63, sha256 4165ac2229b70e6a
; 116: as 62, sha256 ca5d626515bf0d4d
; 117: as 62, sha256 93d9790fa77eb39f
; 118: as 63, sha256 9333fed141d2ea30
; 119: as 63, sha256 ad11d32b02b91cab
; 120: as 63, sha256 0b4de6c1c4c0f74c
; 121: as 62, sha256 e9eead0c4af4b039
; 122: as 63, sha256 76d2889c97e28667
; 123: as 63, sha256 b626db9353b6ed42
; 124: as 63, sha256 e7d86e688c36b7e2
; 125: as 62, sha256 4c01385a1aa3f338
; 126: as 63, sha256 4ed02bc3e3afe03d
; 127: as 62, sha256 fcb8268d38f6ece6
; 128: as 62, sha256 2cc650b41afa32f0
; 129: as 63, sha256 f0105adf6058aa56
; 130: as 63, sha256 4d5bfd3ad2668f3d
; 131: as 63, sha256 9abd17a9d1ad6374
; 132: as 62, sha256 672dfdae54573cf5
; 133: as 63, sha256 ad76524bd00fa089

!llvm.module.flags = !{!0}
!circuit.models = !{!1}

!0 = !{i32 2, !"Debug Info Version", i32 3}
!1 = !{i32 2, !"", !"main_graph", !"{\22log2_size\22:18,\22inputs\22:{\22offset\22:32,\22log2_size\22:5},\22outputs\22:{\22offset\22:8192,\22log2_size\22:13},\22constants_size\22:650400}", !2, !3, !4, !5, !6}
!2 = !{!"{\22offset\22:32,\22element\22:\22i8\22,\22count\22:32,\22tensors\22:[0]}", !"{\22offset\22:8192,\22element\22:\22i32\22,\22count\22:1184,\22tensors\22:[141]}", !"{\22offset\22:16384,\22element\22:\22i32\22,\22count\22:8192,\22tensors\22:[2,38,45,48,53,63,73,78,81,83,92,101,111,115,119,127,137]}", !"{\22offset\22:49152,\22element\22:\22i32\22,\22count\22:3072,\22tensors\22:[3,7,10,13,17,30,37,61,68,74,77,79,91,98,125,132,138]}", !"{\22offset\22:61440,\22element\22:\22i32\22,\22count\22:8192,\22tensors\22:[5,9,14,19,21,31,51,55,82,85,87,117]}", !"{\22offset\22:94208,\22element\22:\22i16\22,\22count\22:8192,\22tensors\22:[11,33,36,49,57,95,121]}", !"{\22offset\22:110592,\22element\22:\22i32\22,\22count\22:8192,\22tensors\22:[20,23,25,40,47,56,86,120]}", !"{\22offset\22:143360,\22element\22:\22i32\22,\22count\22:3072,\22tensors\22:[24,60,99,106,112,124]}", !"{\22offset\22:155648,\22element\22:\22i64\22,\22count\22:6144,\22tensors\22:[26,32,88,93]}", !"{\22offset\22:204800,\22element\22:\22i64\22,\22count\22:6144,\22tensors\22:[28,90]}", !"{\22offset\22:64,\22element\22:\22i16\22,\22count\22:3072,\22tensors\22:[34,59,75,94,97,113,123,139]}"}
!3 = !{!"{\22name\22:\22tokens\22,\22shape\22:[1,32],\22element\22:\22i8\22,\22scale\22:{\22mantissa\22:1,\22exponent\22:0},\22range\22:{\22lo\22:0,\22hi\22:36},\22place\22:{\22slot\22:0}}", !"{\22name\22:\22embedding.weight\22,\22shape\22:[37,96],\22element\22:\22i32\22,\22scale\22:{\22mantissa\22:4142010280849079,\22exponent\22:-70},\22range\22:{\22lo\22:-1048575,\22hi\22:841513},\22place\22:{\22constant\22:0}}", !"{\22name\22:\22embedding\22,\22shape\22:[1,32,96],\22element\22:\22i32\22,\22scale\22:{\22mantissa\22:4142010280849079,\22exponent\22:-70},\22range\22:{\22lo\22:-1048575,\22hi\22:; 30118 bytes more, sha256 ae2569015b1725f9
!4 = !{!"{\22name\22:\22tokens\22,\22tensor\22:0,\22shape\22:[1,32]}"}
!5 = !{!"{\22name\22:\22logits\22,\22tensor\22:141,\22shape\22:[1,32,37]}"}
!6 = !{!"{\22offset\22:0,\22bytes\22:14208,\22width\22:4,\22keccak256\22:\227ab43ebd1a423a75ad993073f44b193ab5be9cb2adbb498eb7230c14eab423ca\22}", !"{\22offset\22:14208,\22bytes\22:2,\22width\22:2,\22keccak256\22:\22a7ef1a83e8174e17057da195644760ff4d11bbec8ce4f147d9d209eec4ba0d01\22}", !"{\22offset\22:14240,\22bytes\22:20300,\22width\22:4,\22keccak256\22:\222b5d6c7afb0cf33299167306fe2565ffbf5d9b00c0dc0daaf36a579c914da76b\22}", !"{\22offset\22:34560,\22bytes\22:20052,\22width\22:4,\22keccak256\22:\2249840a04a76b2d7bc4a0d06a734fd02f6ee8920b6f929eeefb190d4d1b783eff\22}", !"{\22offset\22:54624,\22; 5436 bytes more, sha256 11549d6d0f10cf8b
