// The parts of a language model as linalg on tensors has them, through one-shot-bufferize and convert-linalg-to-affine-loops.
// pipeline: linalg
// form @embedding: embedding
// form @norm: rms_norm
// form @rotation: rope
// form @attention: attention
// form @gated: swiglu
func.func @embedding(%table: tensor<7x4xi32>, %tokens: tensor<3xi8>) -> tensor<3x4xi32> {
  %last = arith.constant 6 : i64
  %e = tensor.empty() : tensor<3x4xi32>
  %y = linalg.generic {indexing_maps = [affine_map<(t,d)->(t)>, affine_map<(t,d)->(t,d)>], iterator_types = ["parallel","parallel"]} ins(%tokens : tensor<3xi8>) outs(%e : tensor<3x4xi32>) {
  ^bb0(%token: i8, %o: i32):
    %w = arith.extui %token : i8 to i64
    %c = arith.minui %w, %last : i64
    %i = arith.index_cast %c : i64 to index
    %d = linalg.index 1 : index
    %v = tensor.extract %table[%i, %d] : tensor<7x4xi32>
    linalg.yield %v : i32
  } -> tensor<3x4xi32>
  return %y : tensor<3x4xi32>
}
func.func @norm(%x: tensor<3x4xi32>, %roots: tensor<17xi32>) -> tensor<3x4xi32> {
  %zero = arith.constant 0 : i64
  %four = arith.constant 4 : i64
  %epsilon = arith.constant 5 : i64
  %last = arith.constant 16 : i64
  %half = arith.constant 32 : i64
  %six = arith.constant 6 : i64
  %se = tensor.empty() : tensor<3xi64>
  %sz = linalg.fill ins(%zero : i64) outs(%se : tensor<3xi64>) -> tensor<3xi64>
  %squares = linalg.generic {indexing_maps = [affine_map<(t,d)->(t,d)>, affine_map<(t,d)->(t)>], iterator_types = ["parallel","reduction"]} ins(%x : tensor<3x4xi32>) outs(%sz : tensor<3xi64>) {
  ^bb0(%v: i32, %sum: i64):
    %w = arith.extsi %v : i32 to i64
    %p = arith.muli %w, %w : i64
    %s = arith.addi %sum, %p : i64
    linalg.yield %s : i64
  } -> tensor<3xi64>
  %re = tensor.empty() : tensor<3xi32>
  %rho = linalg.generic {indexing_maps = [affine_map<(t)->(t)>, affine_map<(t)->(t)>], iterator_types = ["parallel"]} ins(%squares : tensor<3xi64>) outs(%re : tensor<3xi32>) {
  ^bb0(%s: i64, %o: i32):
    %a = arith.addi %s, %epsilon : i64
    %b = arith.shrsi %a, %four : i64
    %c = arith.maxsi %b, %zero : i64
    %k = arith.minsi %c, %last : i64
    %i = arith.index_cast %k : i64 to index
    %r = tensor.extract %roots[%i] : tensor<17xi32>
    linalg.yield %r : i32
  } -> tensor<3xi32>
  %e = tensor.empty() : tensor<3x4xi32>
  %y = linalg.generic {indexing_maps = [affine_map<(t,d)->(t,d)>, affine_map<(t,d)->(t)>, affine_map<(t,d)->(t,d)>], iterator_types = ["parallel","parallel"]} ins(%x, %rho : tensor<3x4xi32>, tensor<3xi32>) outs(%e : tensor<3x4xi32>) {
  ^bb0(%v: i32, %r: i32, %o: i32):
    %w = arith.extsi %v : i32 to i64
    %q = arith.extsi %r : i32 to i64
    %p = arith.muli %w, %q : i64
    %h = arith.addi %p, %half : i64
    %n = arith.shrsi %h, %six : i64
    %t = arith.trunci %n : i64 to i32
    linalg.yield %t : i32
  } -> tensor<3x4xi32>
  return %y : tensor<3x4xi32>
}
func.func @rotation(%x: tensor<3x4xi32>, %cos: tensor<3x4xi32>, %sin: tensor<3x4xi32>) -> tensor<3x4xi32> {
  %two = arith.constant 2 : index
  %four = arith.constant 4 : index
  %zero = arith.constant 0 : i64
  %half = arith.constant 32 : i64
  %six = arith.constant 6 : i64
  %e = tensor.empty() : tensor<3x4xi32>
  %y = linalg.generic {indexing_maps = [affine_map<(t,d)->(t,d)>, affine_map<(t,d)->(t,d)>, affine_map<(t,d)->(t,d)>, affine_map<(t,d)->(t,d)>], iterator_types = ["parallel","parallel"]} ins(%x, %cos, %sin : tensor<3x4xi32>, tensor<3x4xi32>, tensor<3x4xi32>) outs(%e : tensor<3x4xi32>) {
  ^bb0(%v: i32, %c: i32, %s: i32, %o: i32):
    %t = linalg.index 0 : index
    %d = linalg.index 1 : index
    %moved = arith.addi %d, %two : index
    %j = arith.remui %moved, %four : index
    %other = tensor.extract %x[%t, %j] : tensor<3x4xi32>
    %wide = arith.extsi %other : i32 to i64
    %turned = arith.subi %zero, %wide : i64
    %first = arith.cmpi slt, %d, %two : index
    %r = arith.select %first, %turned, %wide : i64
    %w = arith.extsi %v : i32 to i64
    %cw = arith.extsi %c : i32 to i64
    %sw = arith.extsi %s : i32 to i64
    %p = arith.muli %w, %cw : i64
    %q = arith.muli %r, %sw : i64
    %sum = arith.addi %p, %q : i64
    %h = arith.addi %sum, %half : i64
    %n = arith.shrsi %h, %six : i64
    %i = arith.trunci %n : i64 to i32
    linalg.yield %i : i32
  } -> tensor<3x4xi32>
  return %y : tensor<3x4xi32>
}
func.func @attention(%q: tensor<3x4xi16>, %k: tensor<3x4xi16>, %v: tensor<3x4xi16>, %powers: tensor<17xi32>) -> tensor<3x4xi32> {
  %zero = arith.constant 0 : i64
  %none = arith.constant 0 : i32
  %low = arith.constant -1099511627776 : i64
  %one = arith.constant 1 : i64
  %two = arith.constant 2 : i64
  %last = arith.constant 16 : i64
  %unit = arith.constant 1048576 : i64
  %half = arith.constant 4096 : i64
  %drop = arith.constant 13 : i64
  %se = tensor.empty() : tensor<3x3xi64>
  %sz = linalg.fill ins(%zero : i64) outs(%se : tensor<3x3xi64>) -> tensor<3x3xi64>
  %scores = linalg.generic {indexing_maps = [affine_map<(i,j,d)->(i,d)>, affine_map<(i,j,d)->(j,d)>, affine_map<(i,j,d)->(i,j)>], iterator_types = ["parallel","parallel","reduction"]} ins(%q, %k : tensor<3x4xi16>, tensor<3x4xi16>) outs(%sz : tensor<3x3xi64>) {
  ^bb0(%a: i16, %b: i16, %sum: i64):
    %aw = arith.extsi %a : i16 to i64
    %bw = arith.extsi %b : i16 to i64
    %p = arith.muli %aw, %bw : i64
    %s = arith.addi %sum, %p : i64
    linalg.yield %s : i64
  } -> tensor<3x3xi64>
  %me = tensor.empty() : tensor<3x3xi64>
  %masked = linalg.generic {indexing_maps = [affine_map<(i,j)->(i,j)>, affine_map<(i,j)->(i,j)>], iterator_types = ["parallel","parallel"]} ins(%scores : tensor<3x3xi64>) outs(%me : tensor<3x3xi64>) {
  ^bb0(%s: i64, %o: i64):
    %i = linalg.index 0 : index
    %j = linalg.index 1 : index
    %seen = arith.cmpi sle, %j, %i : index
    %m = arith.select %seen, %s, %low : i64
    linalg.yield %m : i64
  } -> tensor<3x3xi64>
  %te = tensor.empty() : tensor<3xi64>
  %tz = linalg.fill ins(%low : i64) outs(%te : tensor<3xi64>) -> tensor<3xi64>
  %top = linalg.generic {indexing_maps = [affine_map<(i,j)->(i,j)>, affine_map<(i,j)->(i)>], iterator_types = ["parallel","reduction"]} ins(%masked : tensor<3x3xi64>) outs(%tz : tensor<3xi64>) {
  ^bb0(%s: i64, %m: i64):
    %n = arith.maxsi %m, %s : i64
    linalg.yield %n : i64
  } -> tensor<3xi64>
  %ee = tensor.empty() : tensor<3x3xi32>
  %weights = linalg.generic {indexing_maps = [affine_map<(i,j)->(i,j)>, affine_map<(i,j)->(i)>, affine_map<(i,j)->(i,j)>], iterator_types = ["parallel","parallel"]} ins(%masked, %top : tensor<3x3xi64>, tensor<3xi64>) outs(%ee : tensor<3x3xi32>) {
  ^bb0(%s: i64, %m: i64, %o: i32):
    %i = linalg.index 0 : index
    %j = linalg.index 1 : index
    %seen = arith.cmpi sle, %j, %i : index
    %d = arith.subi %m, %s : i64
    %z = arith.shrsi %d, %two : i64
    %c = arith.minui %z, %last : i64
    %at = arith.index_cast %c : i64 to index
    %r = tensor.extract %powers[%at] : tensor<17xi32>
    %e = arith.select %seen, %r, %none : i32
    linalg.yield %e : i32
  } -> tensor<3x3xi32>
  %ze = tensor.empty() : tensor<3xi64>
  %zz = linalg.fill ins(%zero : i64) outs(%ze : tensor<3xi64>) -> tensor<3xi64>
  %total = linalg.generic {indexing_maps = [affine_map<(i,j)->(i,j)>, affine_map<(i,j)->(i)>], iterator_types = ["parallel","reduction"]} ins(%weights : tensor<3x3xi32>) outs(%zz : tensor<3xi64>) {
  ^bb0(%e: i32, %sum: i64):
    %w = arith.extsi %e : i32 to i64
    %s = arith.addi %sum, %w : i64
    linalg.yield %s : i64
  } -> tensor<3xi64>
  %oe = tensor.empty() : tensor<3x4xi64>
  %oz = linalg.fill ins(%zero : i64) outs(%oe : tensor<3x4xi64>) -> tensor<3x4xi64>
  %sums = linalg.generic {indexing_maps = [affine_map<(i,d,j)->(i,j)>, affine_map<(i,d,j)->(j,d)>, affine_map<(i,d,j)->(i,d)>], iterator_types = ["parallel","parallel","reduction"]} ins(%weights, %v : tensor<3x3xi32>, tensor<3x4xi16>) outs(%oz : tensor<3x4xi64>) {
  ^bb0(%e: i32, %b: i16, %sum: i64):
    %ew = arith.extsi %e : i32 to i64
    %bw = arith.extsi %b : i16 to i64
    %p = arith.muli %ew, %bw : i64
    %s = arith.addi %sum, %p : i64
    linalg.yield %s : i64
  } -> tensor<3x4xi64>
  %ye = tensor.empty() : tensor<3x4xi32>
  %y = linalg.generic {indexing_maps = [affine_map<(i,d)->(i,d)>, affine_map<(i,d)->(i)>, affine_map<(i,d)->(i,d)>], iterator_types = ["parallel","parallel"]} ins(%sums, %total : tensor<3x4xi64>, tensor<3xi64>) outs(%ye : tensor<3x4xi32>) {
  ^bb0(%s: i64, %z: i64, %o: i32):
    %g = arith.maxsi %z, %one : i64
    %r = arith.divui %unit, %g : i64
    %p = arith.muli %s, %r : i64
    %h = arith.addi %p, %half : i64
    %n = arith.shrsi %h, %drop : i64
    %t = arith.trunci %n : i64 to i32
    linalg.yield %t : i32
  } -> tensor<3x4xi32>
  return %y : tensor<3x4xi32>
}
func.func @gated(%gate: tensor<3x4xi32>, %up: tensor<3x4xi32>, %silu: tensor<17xi32>) -> tensor<3x4xi32> {
  %zero = arith.constant 0 : i64
  %eight = arith.constant 8 : i64
  %last = arith.constant 16 : i64
  %two = arith.constant 2 : i64
  %half = arith.constant 32 : i64
  %six = arith.constant 6 : i64
  %e = tensor.empty() : tensor<3x4xi32>
  %y = linalg.generic {indexing_maps = [affine_map<(t,d)->(t,d)>, affine_map<(t,d)->(t,d)>, affine_map<(t,d)->(t,d)>], iterator_types = ["parallel","parallel"]} ins(%gate, %up : tensor<3x4xi32>, tensor<3x4xi32>) outs(%e : tensor<3x4xi32>) {
  ^bb0(%g: i32, %u: i32, %o: i32):
    %w = arith.extsi %g : i32 to i64
    %z = arith.shrsi %w, %two : i64
    %a = arith.addi %z, %eight : i64
    %b = arith.maxsi %a, %zero : i64
    %c = arith.minsi %b, %last : i64
    %i = arith.index_cast %c : i64 to index
    %s = tensor.extract %silu[%i] : tensor<17xi32>
    %sw = arith.extsi %s : i32 to i64
    %uw = arith.extsi %u : i32 to i64
    %p = arith.muli %sw, %uw : i64
    %h = arith.addi %p, %half : i64
    %n = arith.shrsi %h, %six : i64
    %t = arith.trunci %n : i64 to i32
    linalg.yield %t : i32
  } -> tensor<3x4xi32>
  return %y : tensor<3x4xi32>
}
