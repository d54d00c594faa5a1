; ModuleID = 'extended'
source_filename = "mnist"

@circuit.constants = external constant [12096 x i8], align 32

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.range_check.894e5d7768080569(ptr noalias readonly captures(none) %0) #0 {
  %2 = alloca i32, i64 1, align 4
  store i32 0, ptr %2, align 4
  br label %3

3:                                                ; preds = %6, %1
  %4 = phi i64 [ %16, %6 ], [ 0, %1 ]
  %5 = icmp slt i64 %4, 784
  br i1 %5, label %6, label %17

6:                                                ; preds = %3
  %7 = getelementptr inbounds nuw i8, ptr %0, i64 %4
  %8 = load i8, ptr %7, align 1
  %9 = zext i8 %8 to i32
  %10 = call i32 @llvm.smax.i32(i32 %9, i32 0)
  %11 = call i32 @llvm.smin.i32(i32 %10, i32 255)
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
define weak i32 @circuit.conv2d.51bf2119701b02de(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias readonly captures(none) %2, ptr noalias captures(none) %3) #1 {
  br label %5

5:                                                ; preds = %99, %4
  %6 = phi i64 [ %100, %99 ], [ 0, %4 ]
  %7 = icmp slt i64 %6, 1
  br i1 %7, label %8, label %101

8:                                                ; preds = %5
  br label %9

9:                                                ; preds = %97, %8
  %10 = phi i64 [ %98, %97 ], [ 0, %8 ]
  %11 = icmp slt i64 %10, 1
  br i1 %11, label %12, label %99

12:                                               ; preds = %9
  br label %13

13:                                               ; preds = %95, %12
  %14 = phi i64 [ %96, %95 ], [ 0, %12 ]
  %15 = icmp slt i64 %14, 8
  br i1 %15, label %16, label %97

16:                                               ; preds = %13
  br label %17

17:                                               ; preds = %93, %16
  %18 = phi i64 [ %94, %93 ], [ 0, %16 ]
  %19 = icmp slt i64 %18, 28
  br i1 %19, label %20, label %95

20:                                               ; preds = %17
  br label %21

21:                                               ; preds = %84, %20
  %22 = phi i64 [ %92, %84 ], [ 0, %20 ]
  %23 = icmp slt i64 %22, 28
  br i1 %23, label %24, label %93

24:                                               ; preds = %21
  %25 = mul nsw i64 %10, 8
  %26 = add i64 %25, %14
  %27 = getelementptr inbounds nuw i32, ptr %2, i64 %26
  %28 = load i32, ptr %27, align 4
  %29 = mul nsw i64 %18, -1
  %30 = add i64 %29, 2
  %31 = call i64 @llvm.smax.i64(i64 %30, i64 0)
  %32 = add i64 %29, 30
  %33 = call i64 @llvm.smin.i64(i64 %32, i64 5)
  br label %34

34:                                               ; preds = %82, %24
  %35 = phi i64 [ %83, %82 ], [ %31, %24 ]
  %36 = phi i32 [ %46, %82 ], [ %28, %24 ]
  %37 = icmp slt i64 %35, %33
  br i1 %37, label %38, label %84

38:                                               ; preds = %34
  %39 = mul nsw i64 %22, -1
  %40 = add i64 %39, 2
  %41 = call i64 @llvm.smax.i64(i64 %40, i64 0)
  %42 = add i64 %39, 30
  %43 = call i64 @llvm.smin.i64(i64 %42, i64 5)
  br label %44

44:                                               ; preds = %80, %38
  %45 = phi i64 [ %81, %80 ], [ %41, %38 ]
  %46 = phi i32 [ %51, %80 ], [ %36, %38 ]
  %47 = icmp slt i64 %45, %43
  br i1 %47, label %48, label %82

48:                                               ; preds = %44
  br label %49

49:                                               ; preds = %53, %48
  %50 = phi i64 [ %79, %53 ], [ 0, %48 ]
  %51 = phi i32 [ %78, %53 ], [ %46, %48 ]
  %52 = icmp slt i64 %50, 1
  br i1 %52, label %53, label %80

53:                                               ; preds = %49
  %54 = add i64 %10, %50
  %55 = add i64 %18, %35
  %56 = add i64 %55, -2
  %57 = add i64 %22, %45
  %58 = add i64 %57, -2
  %59 = mul nuw nsw i64 %6, 784
  %60 = mul nuw nsw i64 %54, 784
  %61 = add nuw nsw i64 %59, %60
  %62 = mul nuw nsw i64 %56, 28
  %63 = add nuw nsw i64 %61, %62
  %64 = add nuw nsw i64 %63, %58
  %65 = getelementptr inbounds nuw i8, ptr %0, i64 %64
  %66 = load i8, ptr %65, align 1
  %67 = zext i8 %66 to i32
  %68 = mul nuw nsw i64 %26, 25
  %69 = mul nuw nsw i64 %50, 25
  %70 = add nuw nsw i64 %68, %69
  %71 = mul nuw nsw i64 %35, 5
  %72 = add nuw nsw i64 %70, %71
  %73 = add nuw nsw i64 %72, %45
  %74 = getelementptr inbounds nuw i16, ptr %1, i64 %73
  %75 = load i16, ptr %74, align 2
  %76 = sext i16 %75 to i32
  %77 = mul i32 %67, %76
  %78 = add i32 %51, %77
  %79 = add i64 %50, 1
  br label %49

80:                                               ; preds = %49
  %81 = add i64 %45, 1
  br label %44

82:                                               ; preds = %44
  %83 = add i64 %35, 1
  br label %34

84:                                               ; preds = %34
  %85 = mul nuw nsw i64 %6, 6272
  %86 = mul nuw nsw i64 %26, 784
  %87 = add nuw nsw i64 %85, %86
  %88 = mul nuw nsw i64 %18, 28
  %89 = add nuw nsw i64 %87, %88
  %90 = add nuw nsw i64 %89, %22
  %91 = getelementptr inbounds nuw i32, ptr %3, i64 %90
  store i32 %36, ptr %91, align 4
  %92 = add i64 %22, 1
  br label %21

93:                                               ; preds = %21
  %94 = add i64 %18, 1
  br label %17

95:                                               ; preds = %17
  %96 = add i64 %14, 1
  br label %13

97:                                               ; preds = %13
  %98 = add i64 %10, 1
  br label %9

99:                                               ; preds = %9
  %100 = add i64 %6, 1
  br label %5

101:                                              ; preds = %5
  ret i32 0
}

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.max_pool.3fbf385a75c31483(ptr noalias readonly captures(none) %0, ptr noalias captures(none) %1) #2 {
  br label %3

3:                                                ; preds = %53, %2
  %4 = phi i64 [ %54, %53 ], [ 0, %2 ]
  %5 = icmp slt i64 %4, 8
  br i1 %5, label %6, label %55

6:                                                ; preds = %3
  br label %7

7:                                                ; preds = %51, %6
  %8 = phi i64 [ %52, %51 ], [ 0, %6 ]
  %9 = icmp slt i64 %8, 14
  br i1 %9, label %10, label %53

10:                                               ; preds = %7
  br label %11

11:                                               ; preds = %39, %10
  %12 = phi i64 [ %50, %39 ], [ 0, %10 ]
  %13 = icmp slt i64 %12, 14
  br i1 %13, label %14, label %51

14:                                               ; preds = %11
  br label %15

15:                                               ; preds = %37, %14
  %16 = phi i64 [ %38, %37 ], [ 0, %14 ]
  %17 = phi i32 [ %22, %37 ], [ -2147483648, %14 ]
  %18 = icmp slt i64 %16, 2
  br i1 %18, label %19, label %39

19:                                               ; preds = %15
  br label %20

20:                                               ; preds = %24, %19
  %21 = phi i64 [ %36, %24 ], [ 0, %19 ]
  %22 = phi i32 [ %35, %24 ], [ %17, %19 ]
  %23 = icmp slt i64 %21, 2
  br i1 %23, label %24, label %37

24:                                               ; preds = %20
  %25 = mul nsw i64 %8, 2
  %26 = add i64 %25, %16
  %27 = mul nsw i64 %12, 2
  %28 = add i64 %27, %21
  %29 = mul nuw nsw i64 %4, 784
  %30 = mul nuw nsw i64 %26, 28
  %31 = add nuw nsw i64 %29, %30
  %32 = add nuw nsw i64 %31, %28
  %33 = getelementptr inbounds nuw i32, ptr %0, i64 %32
  %34 = load i32, ptr %33, align 4
  %35 = call i32 @llvm.smax.i32(i32 %22, i32 %34)
  %36 = add i64 %21, 1
  br label %20

37:                                               ; preds = %20
  %38 = add i64 %16, 1
  br label %15

39:                                               ; preds = %15
  %40 = sext i32 %17 to i64
  %41 = call i64 @llvm.smax.i64(i64 %40, i64 0)
  %42 = add i64 %41, 1024
  %43 = ashr i64 %42, 11
  %44 = trunc i64 %43 to i8
  %45 = mul nuw nsw i64 %4, 196
  %46 = mul nuw nsw i64 %8, 14
  %47 = add nuw nsw i64 %45, %46
  %48 = add nuw nsw i64 %47, %12
  %49 = getelementptr inbounds nuw i8, ptr %1, i64 %48
  store i8 %44, ptr %49, align 1
  %50 = add i64 %12, 1
  br label %11

51:                                               ; preds = %11
  %52 = add i64 %8, 1
  br label %7

53:                                               ; preds = %7
  %54 = add i64 %4, 1
  br label %3

55:                                               ; preds = %3
  ret i32 0
}

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.conv2d.64140f330445ebee(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias readonly captures(none) %2, ptr noalias captures(none) %3) #3 {
  br label %5

5:                                                ; preds = %100, %4
  %6 = phi i64 [ %101, %100 ], [ 0, %4 ]
  %7 = icmp slt i64 %6, 1
  br i1 %7, label %8, label %102

8:                                                ; preds = %5
  br label %9

9:                                                ; preds = %98, %8
  %10 = phi i64 [ %99, %98 ], [ 0, %8 ]
  %11 = icmp slt i64 %10, 1
  br i1 %11, label %12, label %100

12:                                               ; preds = %9
  br label %13

13:                                               ; preds = %96, %12
  %14 = phi i64 [ %97, %96 ], [ 0, %12 ]
  %15 = icmp slt i64 %14, 16
  br i1 %15, label %16, label %98

16:                                               ; preds = %13
  br label %17

17:                                               ; preds = %94, %16
  %18 = phi i64 [ %95, %94 ], [ 0, %16 ]
  %19 = icmp slt i64 %18, 14
  br i1 %19, label %20, label %96

20:                                               ; preds = %17
  br label %21

21:                                               ; preds = %85, %20
  %22 = phi i64 [ %93, %85 ], [ 0, %20 ]
  %23 = icmp slt i64 %22, 14
  br i1 %23, label %24, label %94

24:                                               ; preds = %21
  %25 = mul nsw i64 %10, 16
  %26 = add i64 %25, %14
  %27 = getelementptr inbounds nuw i32, ptr %2, i64 %26
  %28 = load i32, ptr %27, align 4
  %29 = mul nsw i64 %18, -1
  %30 = add i64 %29, 2
  %31 = call i64 @llvm.smax.i64(i64 %30, i64 0)
  %32 = add i64 %29, 16
  %33 = call i64 @llvm.smin.i64(i64 %32, i64 5)
  br label %34

34:                                               ; preds = %83, %24
  %35 = phi i64 [ %84, %83 ], [ %31, %24 ]
  %36 = phi i32 [ %46, %83 ], [ %28, %24 ]
  %37 = icmp slt i64 %35, %33
  br i1 %37, label %38, label %85

38:                                               ; preds = %34
  %39 = mul nsw i64 %22, -1
  %40 = add i64 %39, 2
  %41 = call i64 @llvm.smax.i64(i64 %40, i64 0)
  %42 = add i64 %39, 16
  %43 = call i64 @llvm.smin.i64(i64 %42, i64 5)
  br label %44

44:                                               ; preds = %81, %38
  %45 = phi i64 [ %82, %81 ], [ %41, %38 ]
  %46 = phi i32 [ %51, %81 ], [ %36, %38 ]
  %47 = icmp slt i64 %45, %43
  br i1 %47, label %48, label %83

48:                                               ; preds = %44
  br label %49

49:                                               ; preds = %53, %48
  %50 = phi i64 [ %80, %53 ], [ 0, %48 ]
  %51 = phi i32 [ %79, %53 ], [ %46, %48 ]
  %52 = icmp slt i64 %50, 8
  br i1 %52, label %53, label %81

53:                                               ; preds = %49
  %54 = mul nsw i64 %10, 8
  %55 = add i64 %54, %50
  %56 = add i64 %18, %35
  %57 = add i64 %56, -2
  %58 = add i64 %22, %45
  %59 = add i64 %58, -2
  %60 = mul nuw nsw i64 %6, 1568
  %61 = mul nuw nsw i64 %55, 196
  %62 = add nuw nsw i64 %60, %61
  %63 = mul nuw nsw i64 %57, 14
  %64 = add nuw nsw i64 %62, %63
  %65 = add nuw nsw i64 %64, %59
  %66 = getelementptr inbounds nuw i8, ptr %0, i64 %65
  %67 = load i8, ptr %66, align 1
  %68 = zext i8 %67 to i32
  %69 = mul nuw nsw i64 %26, 200
  %70 = mul nuw nsw i64 %50, 25
  %71 = add nuw nsw i64 %69, %70
  %72 = mul nuw nsw i64 %35, 5
  %73 = add nuw nsw i64 %71, %72
  %74 = add nuw nsw i64 %73, %45
  %75 = getelementptr inbounds nuw i16, ptr %1, i64 %74
  %76 = load i16, ptr %75, align 2
  %77 = sext i16 %76 to i32
  %78 = mul i32 %68, %77
  %79 = add i32 %51, %78
  %80 = add i64 %50, 1
  br label %49

81:                                               ; preds = %49
  %82 = add i64 %45, 1
  br label %44

83:                                               ; preds = %44
  %84 = add i64 %35, 1
  br label %34

85:                                               ; preds = %34
  %86 = mul nuw nsw i64 %6, 3136
  %87 = mul nuw nsw i64 %26, 196
  %88 = add nuw nsw i64 %86, %87
  %89 = mul nuw nsw i64 %18, 14
  %90 = add nuw nsw i64 %88, %89
  %91 = add nuw nsw i64 %90, %22
  %92 = getelementptr inbounds nuw i32, ptr %3, i64 %91
  store i32 %36, ptr %92, align 4
  %93 = add i64 %22, 1
  br label %21

94:                                               ; preds = %21
  %95 = add i64 %18, 1
  br label %17

96:                                               ; preds = %17
  %97 = add i64 %14, 1
  br label %13

98:                                               ; preds = %13
  %99 = add i64 %10, 1
  br label %9

100:                                              ; preds = %9
  %101 = add i64 %6, 1
  br label %5

102:                                              ; preds = %5
  ret i32 0
}

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.max_pool.fc6cb654f06ac75e(ptr noalias readonly captures(none) %0, ptr noalias captures(none) %1) #4 {
  %3 = alloca i32, i64 1, align 4
  store i32 0, ptr %3, align 4
  br label %4

4:                                                ; preds = %60, %2
  %5 = phi i64 [ %61, %60 ], [ 0, %2 ]
  %6 = icmp slt i64 %5, 16
  br i1 %6, label %7, label %62

7:                                                ; preds = %4
  br label %8

8:                                                ; preds = %58, %7
  %9 = phi i64 [ %59, %58 ], [ 0, %7 ]
  %10 = icmp slt i64 %9, 4
  br i1 %10, label %11, label %60

11:                                               ; preds = %8
  br label %12

12:                                               ; preds = %40, %11
  %13 = phi i64 [ %57, %40 ], [ 0, %11 ]
  %14 = icmp slt i64 %13, 4
  br i1 %14, label %15, label %58

15:                                               ; preds = %12
  br label %16

16:                                               ; preds = %38, %15
  %17 = phi i64 [ %39, %38 ], [ 0, %15 ]
  %18 = phi i32 [ %23, %38 ], [ -2147483648, %15 ]
  %19 = icmp slt i64 %17, 3
  br i1 %19, label %20, label %40

20:                                               ; preds = %16
  br label %21

21:                                               ; preds = %25, %20
  %22 = phi i64 [ %37, %25 ], [ 0, %20 ]
  %23 = phi i32 [ %36, %25 ], [ %18, %20 ]
  %24 = icmp slt i64 %22, 3
  br i1 %24, label %25, label %38

25:                                               ; preds = %21
  %26 = mul nsw i64 %9, 3
  %27 = add i64 %26, %17
  %28 = mul nsw i64 %13, 3
  %29 = add i64 %28, %22
  %30 = mul nuw nsw i64 %5, 196
  %31 = mul nuw nsw i64 %27, 14
  %32 = add nuw nsw i64 %30, %31
  %33 = add nuw nsw i64 %32, %29
  %34 = getelementptr inbounds nuw i32, ptr %0, i64 %33
  %35 = load i32, ptr %34, align 4
  %36 = call i32 @llvm.smax.i32(i32 %23, i32 %35)
  %37 = add i64 %22, 1
  br label %21

38:                                               ; preds = %21
  %39 = add i64 %17, 1
  br label %16

40:                                               ; preds = %16
  %41 = sext i32 %18 to i64
  %42 = call i64 @llvm.smax.i64(i64 %41, i64 0)
  %43 = add i64 %42, 256
  %44 = ashr i64 %43, 9
  %45 = call i64 @llvm.smax.i64(i64 %44, i64 0)
  %46 = call i64 @llvm.smin.i64(i64 %45, i64 255)
  %47 = load i32, ptr %3, align 4
  %48 = icmp ne i64 %44, %46
  %49 = select i1 %48, i32 17, i32 0
  %50 = or i32 %47, %49
  store i32 %50, ptr %3, align 4
  %51 = trunc i64 %46 to i8
  %52 = mul nuw nsw i64 %5, 16
  %53 = mul nuw nsw i64 %9, 4
  %54 = add nuw nsw i64 %52, %53
  %55 = add nuw nsw i64 %54, %13
  %56 = getelementptr inbounds nuw i8, ptr %1, i64 %55
  store i8 %51, ptr %56, align 1
  %57 = add i64 %13, 1
  br label %12

58:                                               ; preds = %12
  %59 = add i64 %9, 1
  br label %8

60:                                               ; preds = %8
  %61 = add i64 %5, 1
  br label %4

62:                                               ; preds = %4
  %63 = load i32, ptr %3, align 4
  ret i32 %63
}

; Function Attrs: nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite)
define weak i32 @circuit.fully_connected.13b5c68a39191f42(ptr noalias readonly captures(none) %0, ptr noalias readonly captures(none) %1, ptr noalias readonly captures(none) %2, ptr noalias captures(none) %3) #5 {
  br label %5

5:                                                ; preds = %50, %4
  %6 = phi i64 [ %51, %50 ], [ 0, %4 ]
  %7 = icmp slt i64 %6, 1
  br i1 %7, label %8, label %52

8:                                                ; preds = %5
  br label %9

9:                                                ; preds = %48, %8
  %10 = phi i64 [ %49, %48 ], [ 0, %8 ]
  %11 = icmp slt i64 %10, 1
  br i1 %11, label %12, label %50

12:                                               ; preds = %9
  br label %13

13:                                               ; preds = %41, %12
  %14 = phi i64 [ %47, %41 ], [ 0, %12 ]
  %15 = icmp slt i64 %14, 10
  br i1 %15, label %16, label %48

16:                                               ; preds = %13
  %17 = getelementptr inbounds nuw i32, ptr %2, i64 %14
  %18 = load i32, ptr %17, align 4
  br label %19

19:                                               ; preds = %23, %16
  %20 = phi i64 [ %40, %23 ], [ 0, %16 ]
  %21 = phi i32 [ %39, %23 ], [ %18, %16 ]
  %22 = icmp slt i64 %20, 256
  br i1 %22, label %23, label %41

23:                                               ; preds = %19
  %24 = mul nuw nsw i64 %6, 256
  %25 = mul nuw nsw i64 %10, 256
  %26 = add nuw nsw i64 %24, %25
  %27 = add nuw nsw i64 %26, %20
  %28 = getelementptr inbounds nuw i8, ptr %0, i64 %27
  %29 = load i8, ptr %28, align 1
  %30 = zext i8 %29 to i32
  %31 = mul nuw nsw i64 %6, 2560
  %32 = mul nuw nsw i64 %14, 256
  %33 = add nuw nsw i64 %31, %32
  %34 = add nuw nsw i64 %33, %20
  %35 = getelementptr inbounds nuw i16, ptr %1, i64 %34
  %36 = load i16, ptr %35, align 2
  %37 = sext i16 %36 to i32
  %38 = mul i32 %30, %37
  %39 = add i32 %21, %38
  %40 = add i64 %20, 1
  br label %19

41:                                               ; preds = %19
  %42 = mul nuw nsw i64 %6, 10
  %43 = mul nuw nsw i64 %10, 10
  %44 = add nuw nsw i64 %42, %43
  %45 = add nuw nsw i64 %44, %14
  %46 = getelementptr inbounds nuw i32, ptr %3, i64 %45
  store i32 %21, ptr %46, align 4
  %47 = add i64 %14, 1
  br label %13

48:                                               ; preds = %13
  %49 = add i64 %10, 1
  br label %9

50:                                               ; preds = %9
  %51 = add i64 %6, 1
  br label %5

52:                                               ; preds = %5
  ret i32 0
}

; Function Attrs: nocallback nocreateundeforpoison nofree nosync nounwind speculatable willreturn memory(none)
declare i32 @llvm.smax.i32(i32, i32) #6

; Function Attrs: nocallback nocreateundeforpoison nofree nosync nounwind speculatable willreturn memory(none)
declare i32 @llvm.smin.i32(i32, i32) #6

; Function Attrs: nocallback nocreateundeforpoison nofree nosync nounwind speculatable willreturn memory(none)
declare i64 @llvm.smax.i64(i64, i64) #6

; Function Attrs: nocallback nocreateundeforpoison nofree nosync nounwind speculatable willreturn memory(none)
declare i64 @llvm.smin.i64(i64, i64) #6

; Function Attrs: nocallback nofree nosync nounwind willreturn memory(argmem: readwrite)
define i32 @main_graph(ptr noalias captures(none) %arena, ptr noalias readonly captures(none) %constants) #7 {
step0:
  %0 = getelementptr inbounds i8, ptr %arena, i64 1024
  %status = call i32 @circuit.range_check.894e5d7768080569(ptr %0) #8
  %well = icmp eq i32 %status, 0
  br i1 %well, label %step1, label %stop

step1:                                            ; preds = %step0
  %1 = getelementptr inbounds i8, ptr %arena, i64 1024
  %2 = getelementptr inbounds i8, ptr %constants, i64 0
  %3 = getelementptr inbounds i8, ptr %constants, i64 416
  %4 = getelementptr inbounds i8, ptr %arena, i64 2048
  %status1 = call i32 @circuit.conv2d.51bf2119701b02de(ptr %1, ptr %2, ptr %3, ptr %4) #9
  %well2 = icmp eq i32 %status1, 0
  br i1 %well2, label %step2, label %stop

step2:                                            ; preds = %step1
  %5 = getelementptr inbounds i8, ptr %arena, i64 2048
  %6 = getelementptr inbounds i8, ptr %arena, i64 27136
  %status3 = call i32 @circuit.max_pool.3fbf385a75c31483(ptr %5, ptr %6) #10
  %well4 = icmp eq i32 %status3, 0
  br i1 %well4, label %step3, label %stop

step3:                                            ; preds = %step2
  %7 = getelementptr inbounds i8, ptr %arena, i64 27136
  %8 = getelementptr inbounds i8, ptr %constants, i64 448
  %9 = getelementptr inbounds i8, ptr %constants, i64 6848
  %10 = getelementptr inbounds i8, ptr %arena, i64 2048
  %status5 = call i32 @circuit.conv2d.64140f330445ebee(ptr %7, ptr %8, ptr %9, ptr %10) #11
  %well6 = icmp eq i32 %status5, 0
  br i1 %well6, label %step4, label %stop

step4:                                            ; preds = %step3
  %11 = getelementptr inbounds i8, ptr %arena, i64 2048
  %12 = getelementptr inbounds i8, ptr %arena, i64 27136
  %status7 = call i32 @circuit.max_pool.fc6cb654f06ac75e(ptr %11, ptr %12) #12
  %well8 = icmp eq i32 %status7, 0
  br i1 %well8, label %step5, label %stop

step5:                                            ; preds = %step4
  %13 = getelementptr inbounds i8, ptr %arena, i64 27136
  %14 = getelementptr inbounds i8, ptr %constants, i64 6912
  %15 = getelementptr inbounds i8, ptr %constants, i64 12032
  %16 = getelementptr inbounds i8, ptr %arena, i64 64
  %status9 = call i32 @circuit.fully_connected.13b5c68a39191f42(ptr %13, ptr %14, ptr %15, ptr %16) #13
  %well10 = icmp eq i32 %status9, 0
  br i1 %well10, label %done, label %stop

done:                                             ; preds = %step5
  ret i32 0

stop:                                             ; preds = %step5, %step4, %step3, %step2, %step1, %step0
  %status11 = phi i32 [ %status, %step0 ], [ %status1, %step1 ], [ %status3, %step2 ], [ %status5, %step3 ], [ %status7, %step4 ], [ %status9, %step5 ]
  ret i32 %status11
}

; Function Attrs: nocallback nofree nosync nounwind willreturn memory(argmem: readwrite)
define i32 @step(i64 %node, ptr noalias captures(none) %arena, ptr noalias readonly captures(none) %constants) #7 {
entry:
  switch i64 %node, label %none [
    i64 0, label %step0
    i64 1, label %step1
    i64 2, label %step2
    i64 3, label %step3
    i64 4, label %step4
    i64 5, label %step5
  ]

step0:                                            ; preds = %entry
  %0 = getelementptr inbounds i8, ptr %arena, i64 1024
  %status = call i32 @circuit.range_check.894e5d7768080569(ptr %0) #8
  ret i32 %status

step1:                                            ; preds = %entry
  %1 = getelementptr inbounds i8, ptr %arena, i64 1024
  %2 = getelementptr inbounds i8, ptr %constants, i64 0
  %3 = getelementptr inbounds i8, ptr %constants, i64 416
  %4 = getelementptr inbounds i8, ptr %arena, i64 2048
  %status1 = call i32 @circuit.conv2d.51bf2119701b02de(ptr %1, ptr %2, ptr %3, ptr %4) #9
  ret i32 %status1

step2:                                            ; preds = %entry
  %5 = getelementptr inbounds i8, ptr %arena, i64 2048
  %6 = getelementptr inbounds i8, ptr %arena, i64 27136
  %status2 = call i32 @circuit.max_pool.3fbf385a75c31483(ptr %5, ptr %6) #10
  ret i32 %status2

step3:                                            ; preds = %entry
  %7 = getelementptr inbounds i8, ptr %arena, i64 27136
  %8 = getelementptr inbounds i8, ptr %constants, i64 448
  %9 = getelementptr inbounds i8, ptr %constants, i64 6848
  %10 = getelementptr inbounds i8, ptr %arena, i64 2048
  %status3 = call i32 @circuit.conv2d.64140f330445ebee(ptr %7, ptr %8, ptr %9, ptr %10) #11
  ret i32 %status3

step4:                                            ; preds = %entry
  %11 = getelementptr inbounds i8, ptr %arena, i64 2048
  %12 = getelementptr inbounds i8, ptr %arena, i64 27136
  %status4 = call i32 @circuit.max_pool.fc6cb654f06ac75e(ptr %11, ptr %12) #12
  ret i32 %status4

step5:                                            ; preds = %entry
  %13 = getelementptr inbounds i8, ptr %arena, i64 27136
  %14 = getelementptr inbounds i8, ptr %constants, i64 6912
  %15 = getelementptr inbounds i8, ptr %constants, i64 12032
  %16 = getelementptr inbounds i8, ptr %arena, i64 64
  %status5 = call i32 @circuit.fully_connected.13b5c68a39191f42(ptr %13, ptr %14, ptr %15, ptr %16) #13
  ret i32 %status5

none:                                             ; preds = %entry
  ret i32 255
}

attributes #0 = { nocallback nofree noinline nosync nounwind willreturn memory(argmem: readwrite) "circuit.gadget"="range_check" "circuit.params"="{\22gadget\22:\22range_check\22,\22len\22:784,\22x\22:\22u8\22,\22range\22:{\22lo\22:0,\22hi\22:255}}" "circuit.version"="1" }
; 1: as 0, sha256 2f5079aa062eedee
; 2: as 0, sha256 15973c283208e7a1
; 3: as 0, sha256 c673231284571f56
; 4: as 0, sha256 ab5ab78e8bdd55e8
; 5: as 0, sha256 8e0411f377053c57
attributes #6 = { nocallback nocreateundeforpoison nofree nosync nounwind speculatable willreturn memory(none) }
attributes #7 = { nocallback nofree nosync nounwind willreturn memory(argmem: readwrite) }
attributes #8 = { "circuit.nodes"="[\22image\22]" }
attributes #9 = { "circuit.constants"="[1,2]" "circuit.nodes"="[\22conv1\22]" }
; 10: as 8, sha256 c7427b4c499698e0
; 11: as 9, sha256 b481442cf2445eb4
; 12: as 8, sha256 ca57bcaf4d976f92
; 13: as 9, sha256 fc3306236d02d5be

!llvm.module.flags = !{!0}
!circuit.models = !{!1}

!0 = !{i32 2, !"Debug Info Version", i32 3}
!1 = !{i32 2, !"", !"mnist", !"{\22log2_size\22:15,\22inputs\22:{\22offset\22:1024,\22log2_size\22:10},\22outputs\22:{\22offset\22:64,\22log2_size\22:6},\22constants_size\22:12096}", !2, !3, !4, !5, !6}
!2 = !{!"{\22offset\22:1024,\22element\22:\22u8\22,\22count\22:784,\22tensors\22:[0]}", !"{\22offset\22:64,\22element\22:\22i32\22,\22count\22:10,\22tensors\22:[11]}", !"{\22offset\22:2048,\22element\22:\22i32\22,\22count\22:6272,\22tensors\22:[3,7]}", !"{\22offset\22:27136,\22element\22:\22u8\22,\22count\22:1568,\22tensors\22:[4,8]}"}
!3 = !{!"{\22name\22:\22image\22,\22shape\22:[1,1,28,28],\22element\22:\22u8\22,\22scale\22:{\22mantissa\22:1,\22exponent\22:0},\22range\22:{\22lo\22:0,\22hi\22:255},\22place\22:{\22slot\22:0}}", !"{\22name\22:\22conv1.weight\22,\22shape\22:[8,1,5,5],\22element\22:\22i16\22,\22scale\22:{\22mantissa\22:7852493675767077,\22exponent\22:-70},\22range\22:{\22lo\22:-726,\22hi\22:481},\22place\22:{\22constant\22:0}}", !"{\22name\22:\22conv1.bias\22,\22shape\22:[8],\22element\22:\22i32\22,\22scale\22:{\22mantissa\22:7852493675767077,\22exponent\22:-70},\22range\22:{\22lo\22:-30154,\22hi\22:1588},\22place\22:{\22constant\22:416}}", !"{\22name\22:\22conv1.out\22,\22shape\22:[1,8,28,28],\22element\22:\22i32\22,\22scale\22:{\22mantissa\22:7852493675767077,\22exponent\22:-70},\22range\22:{\22lo\22:-1088792,\22hi\22:522298},\22place\22:{\22slot\22:2}}", !"{\22name\22:\22pool1.out\22,\22shape\22:[1,8,14,14],\22element\22:\22u8\22,\22scale\22:{\22mantissa\22:7852493675767077,\22exponent\22:-59},\22range\22:{\22lo\22:0,\22hi\22:255},\22place\22:{\22slot\22:3}}", !"{\22name\22:\22conv2.weight\22,\22shape\22:[16,8,5,5],\22element\22:\22i16\22,\22scale\22:{\22mantissa\22:4677202660054991,\22exponent\22:-60},\22range\22:{\22lo\22:-235,\22hi\22:156},\22place\22:{\22constant\22:448}}", !"{\22name\22:\22conv2.bias\22,\22shape\22:[16],\22element\22:\22i32\22,\22scale\22:{\22mantissa\22:8155188592953781,\22exponent\22:-67},\22range\22:{\22lo\22:-4305,\22hi\22:2204},\22place\22:{\22constant\22:6848}}", !"{\22name\22:\22conv2.out\22,\22shape\22:[1,16,14,14],\22element\22:\22i32\22,\22scale\22:{\22mantissa\22:8155188592953781,\22exponent\22:-67},\22range\22:{\22lo\22:-1446706,\22hi\22:912117},\22place\22:{\22slot\22:2}}", !"{\22name\22:\22pool2.out\22,\22shape\22:[1,16,4,4],\22element\22:\22u8\22,\22scale\22:{\22mantissa\22:8155188592953781,\22exponent\22:-58},\22range\22:{\22lo\22:0,\22hi\22:255},\22place\22:{\22slot\22:3}}", !"{\22name\22:\22fc.weight\22,\22shape\22:[1,10,256],\22element\22:\22i16\22,\22scale\22:{\22mantissa\22:3086171358043687,\22exponent\22:-60},\22range\22:{\22lo\22:-313,\22hi\22:204},\22place\22:{\22constant\22:6912}}", !"{\22name\22:\22logits/bias\22,\22shape\22:[10],\22element\22:\22i32\22,\22scale\22:{\22mantissa\22:5588487329570525,\22exponent\22:-66},\22range\22:{\22lo\22:-1554,\22hi\22:4202},\22place\22:{\22constant\22:12032}}", !"{\22name\22:\22logits\22,\22shape\22:[1,10],\22element\22:\22i32\22,\22scale\22:{\22mantissa\22:5588487329570525,\22exponent\22:-66},\22range\22:{\22lo\22:-2064245,\22hi\22:1511628},\22place\22:{\22slot\22:1}}"}
!4 = !{!"{\22name\22:\22image\22,\22tensor\22:0,\22shape\22:[1,1,28,28]}"}
!5 = !{!"{\22name\22:\22logits\22,\22tensor\22:11,\22shape\22:[1,10]}"}
!6 = !{!"{\22offset\22:0,\22bytes\22:400,\22width\22:2,\22keccak256\22:\224d1a0223fa784018cab1a862013a4aeee8924716f68ad3ad7703fe4d9045782b\22}", !"{\22offset\22:416,\22bytes\22:32,\22width\22:4,\22keccak256\22:\226f233d3ee91fc599201e3630b45f5fce7634cea901789d1cb10d21cb42e55588\22}", !"{\22offset\22:448,\22bytes\22:6400,\22width\22:2,\22keccak256\22:\223f5587432e2c7f0318f01363e0d6c353d7d0fc14999b9ddb5aa7a4e63799d896\22}", !"{\22offset\22:6848,\22bytes\22:64,\22width\22:4,\22keccak256\22:\228a6a58c6c317f2b0dbf3ac225a629e8f90e3b96a2f9635fc9ede1a89ce9dedd7\22}", !"{\22offset\22:6912,\22bytes\22:5120,\22width\22:2,\22keccak256\22:\22e100aa9a6b3c4b42d3ae4a81c701794d94c48eabb43a40a6e416c7f6440b9918\22}", !"{\22offset\22:12032,\22bytes\22:40,\22width\22:4,\22keccak256\22:\22bf0cbbb2cb18b7493cb831fd250f1f6cbfddcad6244b3479d7d2d05fb30a568f\22}"}
