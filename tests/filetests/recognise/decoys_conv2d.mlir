// Convolutions that are none: each differs from a 3x3 convolution in one thing (but for the last step of one, which does nothing).
// refuse @hole_in_the_kernel: a sum of products of other elements
// refuse @row_missing: a sum of products of other elements
// refuse @first_column_missing: a sum of products of other elements
// refuse @tap_out_of_place: a sum of products of other elements
// refuse @starts_at_one: starts at a constant other than 0
// refuse @product_not_sum: a reduction by product
// refuse @difference: no sum, product, maximum
// refuse @flipped_kernel: a sum of products of other elements
// refuse @transposed_kernel: a sum of products of other elements
// refuse @one_channel: a sum of products of other elements
// refuse @same_channel: a sum of products of other elements
// refuse @channels_swapped: a sum of products of other elements
// refuse @other_filter: a sum of products of other elements
// refuse @shifted_output: a result that is not stored axis by axis
// refuse @squares: 
// refuse @sum_of_sums: two elements that are combined as no family does
// refuse @bias_of_another_channel: a sum of products of other elements
// refuse @bias_by_row: a sum of products of other elements
// refuse @bias_too_long: a sum of products of other elements
// refuse @bias_of_another_type: a sum of products of other elements
// expect @odd_epilogue: conv2d i32 {"bias":false,"window":{"kernel":[3,3],"strides":[1,1]},"epilogue":{"relu":false}}
// refuse @constant_stored: fills its output
// refuse @in_place: held before
func.func @hole_in_the_kernel(%x: memref<1x2x6x6xi32>, %w: memref<4x2x3x3xi32>, %y: memref<1x4x4x4xi32>) {
  %zero = arith.constant 0 : i32
  affine.for %m = 0 to 4 {
    affine.for %h = 0 to 4 {
      affine.for %v = 0 to 4 {
        %s = affine.for %c = 0 to 2 iter_args(%q = %zero) -> i32 {
          %t = affine.for %i = 0 to 3 step 2 iter_args(%r = %q) -> i32 {
            %o = affine.for %j = 0 to 3 iter_args(%u = %r) -> i32 {
              %a = affine.load %x[0, %c, %h + %i, %v + %j] : memref<1x2x6x6xi32>
              %b = affine.load %w[%m, %c, %i, %j] : memref<4x2x3x3xi32>
              %p = arith.muli %a, %b : i32
              %n = arith.addi %u, %p : i32
              affine.yield %n : i32
            }
            affine.yield %o : i32
          }
          affine.yield %t : i32
        }
        affine.store %s, %y[0, %m, %h, %v] : memref<1x4x4x4xi32>
      }
    }
  }
  return
}
func.func @row_missing(%x: memref<1x2x6x6xi32>, %w: memref<4x2x3x3xi32>, %y: memref<1x4x4x4xi32>) {
  %zero = arith.constant 0 : i32
  affine.for %m = 0 to 4 {
    affine.for %h = 0 to 4 {
      affine.for %v = 0 to 4 {
        %s = affine.for %c = 0 to 2 iter_args(%q = %zero) -> i32 {
          %t = affine.for %i = 0 to 2 iter_args(%r = %q) -> i32 {
            %o = affine.for %j = 0 to 3 iter_args(%u = %r) -> i32 {
              %a = affine.load %x[0, %c, %h + %i, %v + %j] : memref<1x2x6x6xi32>
              %b = affine.load %w[%m, %c, %i, %j] : memref<4x2x3x3xi32>
              %p = arith.muli %a, %b : i32
              %n = arith.addi %u, %p : i32
              affine.yield %n : i32
            }
            affine.yield %o : i32
          }
          affine.yield %t : i32
        }
        affine.store %s, %y[0, %m, %h, %v] : memref<1x4x4x4xi32>
      }
    }
  }
  return
}
func.func @first_column_missing(%x: memref<1x2x6x6xi32>, %w: memref<4x2x3x3xi32>, %y: memref<1x4x4x4xi32>) {
  %zero = arith.constant 0 : i32
  affine.for %m = 0 to 4 {
    affine.for %h = 0 to 4 {
      affine.for %v = 0 to 4 {
        %s = affine.for %c = 0 to 2 iter_args(%q = %zero) -> i32 {
          %t = affine.for %i = 0 to 3 iter_args(%r = %q) -> i32 {
            %o = affine.for %j = 1 to 3 iter_args(%u = %r) -> i32 {
              %a = affine.load %x[0, %c, %h + %i, %v + %j] : memref<1x2x6x6xi32>
              %b = affine.load %w[%m, %c, %i, %j] : memref<4x2x3x3xi32>
              %p = arith.muli %a, %b : i32
              %n = arith.addi %u, %p : i32
              affine.yield %n : i32
            }
            affine.yield %o : i32
          }
          affine.yield %t : i32
        }
        affine.store %s, %y[0, %m, %h, %v] : memref<1x4x4x4xi32>
      }
    }
  }
  return
}
func.func @tap_out_of_place(%x: memref<1x2x6x6xi32>, %w: memref<4x2x3x3xi32>, %y: memref<1x4x4x4xi32>) {
  %zero = arith.constant 0 : i32
  affine.for %m = 0 to 4 {
    affine.for %h = 0 to 4 {
      affine.for %v = 0 to 4 {
        %s = affine.for %c = 0 to 2 iter_args(%q = %zero) -> i32 {
          %t = affine.for %i = 0 to 3 iter_args(%r = %q) -> i32 {
            %o = affine.for %j = 0 to 3 iter_args(%u = %r) -> i32 {
              %a = affine.load %x[0, %c, %h + %i, %v + %j - %j floordiv 2] : memref<1x2x6x6xi32>
              %b = affine.load %w[%m, %c, %i, %j] : memref<4x2x3x3xi32>
              %p = arith.muli %a, %b : i32
              %n = arith.addi %u, %p : i32
              affine.yield %n : i32
            }
            affine.yield %o : i32
          }
          affine.yield %t : i32
        }
        affine.store %s, %y[0, %m, %h, %v] : memref<1x4x4x4xi32>
      }
    }
  }
  return
}
func.func @starts_at_one(%x: memref<1x2x6x6xi32>, %w: memref<4x2x3x3xi32>, %y: memref<1x4x4x4xi32>) {
  %zero = arith.constant 1 : i32
  affine.for %m = 0 to 4 {
    affine.for %h = 0 to 4 {
      affine.for %v = 0 to 4 {
        %s = affine.for %c = 0 to 2 iter_args(%q = %zero) -> i32 {
          %t = affine.for %i = 0 to 3 iter_args(%r = %q) -> i32 {
            %o = affine.for %j = 0 to 3 iter_args(%u = %r) -> i32 {
              %a = affine.load %x[0, %c, %h + %i, %v + %j] : memref<1x2x6x6xi32>
              %b = affine.load %w[%m, %c, %i, %j] : memref<4x2x3x3xi32>
              %p = arith.muli %a, %b : i32
              %n = arith.addi %u, %p : i32
              affine.yield %n : i32
            }
            affine.yield %o : i32
          }
          affine.yield %t : i32
        }
        affine.store %s, %y[0, %m, %h, %v] : memref<1x4x4x4xi32>
      }
    }
  }
  return
}
func.func @product_not_sum(%x: memref<1x2x6x6xi32>, %w: memref<4x2x3x3xi32>, %y: memref<1x4x4x4xi32>) {
  %zero = arith.constant 0 : i32
  affine.for %m = 0 to 4 {
    affine.for %h = 0 to 4 {
      affine.for %v = 0 to 4 {
        %s = affine.for %c = 0 to 2 iter_args(%q = %zero) -> i32 {
          %t = affine.for %i = 0 to 3 iter_args(%r = %q) -> i32 {
            %o = affine.for %j = 0 to 3 iter_args(%u = %r) -> i32 {
              %a = affine.load %x[0, %c, %h + %i, %v + %j] : memref<1x2x6x6xi32>
              %b = affine.load %w[%m, %c, %i, %j] : memref<4x2x3x3xi32>
              %p = arith.muli %a, %b : i32
              %n = arith.muli %u, %p : i32
              affine.yield %n : i32
            }
            affine.yield %o : i32
          }
          affine.yield %t : i32
        }
        affine.store %s, %y[0, %m, %h, %v] : memref<1x4x4x4xi32>
      }
    }
  }
  return
}
func.func @difference(%x: memref<1x2x6x6xi32>, %w: memref<4x2x3x3xi32>, %y: memref<1x4x4x4xi32>) {
  %zero = arith.constant 0 : i32
  affine.for %m = 0 to 4 {
    affine.for %h = 0 to 4 {
      affine.for %v = 0 to 4 {
        %s = affine.for %c = 0 to 2 iter_args(%q = %zero) -> i32 {
          %t = affine.for %i = 0 to 3 iter_args(%r = %q) -> i32 {
            %o = affine.for %j = 0 to 3 iter_args(%u = %r) -> i32 {
              %a = affine.load %x[0, %c, %h + %i, %v + %j] : memref<1x2x6x6xi32>
              %b = affine.load %w[%m, %c, %i, %j] : memref<4x2x3x3xi32>
              %p = arith.muli %a, %b : i32
              %n = arith.subi %u, %p : i32
              affine.yield %n : i32
            }
            affine.yield %o : i32
          }
          affine.yield %t : i32
        }
        affine.store %s, %y[0, %m, %h, %v] : memref<1x4x4x4xi32>
      }
    }
  }
  return
}
func.func @flipped_kernel(%x: memref<1x2x6x6xi32>, %w: memref<4x2x3x3xi32>, %y: memref<1x4x4x4xi32>) {
  %zero = arith.constant 0 : i32
  affine.for %m = 0 to 4 {
    affine.for %h = 0 to 4 {
      affine.for %v = 0 to 4 {
        %s = affine.for %c = 0 to 2 iter_args(%q = %zero) -> i32 {
          %t = affine.for %i = 0 to 3 iter_args(%r = %q) -> i32 {
            %o = affine.for %j = 0 to 3 iter_args(%u = %r) -> i32 {
              %a = affine.load %x[0, %c, %h + %i, %v + %j] : memref<1x2x6x6xi32>
              %b = affine.load %w[%m, %c, -%i + 2, %j] : memref<4x2x3x3xi32>
              %p = arith.muli %a, %b : i32
              %n = arith.addi %u, %p : i32
              affine.yield %n : i32
            }
            affine.yield %o : i32
          }
          affine.yield %t : i32
        }
        affine.store %s, %y[0, %m, %h, %v] : memref<1x4x4x4xi32>
      }
    }
  }
  return
}
func.func @transposed_kernel(%x: memref<1x2x6x6xi32>, %w: memref<4x2x3x3xi32>, %y: memref<1x4x4x4xi32>) {
  %zero = arith.constant 0 : i32
  affine.for %m = 0 to 4 {
    affine.for %h = 0 to 4 {
      affine.for %v = 0 to 4 {
        %s = affine.for %c = 0 to 2 iter_args(%q = %zero) -> i32 {
          %t = affine.for %i = 0 to 3 iter_args(%r = %q) -> i32 {
            %o = affine.for %j = 0 to 3 iter_args(%u = %r) -> i32 {
              %a = affine.load %x[0, %c, %h + %i, %v + %j] : memref<1x2x6x6xi32>
              %b = affine.load %w[%m, %c, %j, %i] : memref<4x2x3x3xi32>
              %p = arith.muli %a, %b : i32
              %n = arith.addi %u, %p : i32
              affine.yield %n : i32
            }
            affine.yield %o : i32
          }
          affine.yield %t : i32
        }
        affine.store %s, %y[0, %m, %h, %v] : memref<1x4x4x4xi32>
      }
    }
  }
  return
}
func.func @one_channel(%x: memref<1x2x6x6xi32>, %w: memref<4x2x3x3xi32>, %y: memref<1x4x4x4xi32>) {
  %zero = arith.constant 0 : i32
  affine.for %m = 0 to 4 {
    affine.for %h = 0 to 4 {
      affine.for %v = 0 to 4 {
        %s = affine.for %c = 0 to 1 iter_args(%q = %zero) -> i32 {
          %t = affine.for %i = 0 to 3 iter_args(%r = %q) -> i32 {
            %o = affine.for %j = 0 to 3 iter_args(%u = %r) -> i32 {
              %a = affine.load %x[0, %c, %h + %i, %v + %j] : memref<1x2x6x6xi32>
              %b = affine.load %w[%m, %c, %i, %j] : memref<4x2x3x3xi32>
              %p = arith.muli %a, %b : i32
              %n = arith.addi %u, %p : i32
              affine.yield %n : i32
            }
            affine.yield %o : i32
          }
          affine.yield %t : i32
        }
        affine.store %s, %y[0, %m, %h, %v] : memref<1x4x4x4xi32>
      }
    }
  }
  return
}
func.func @same_channel(%x: memref<1x2x6x6xi32>, %w: memref<4x2x3x3xi32>, %y: memref<1x4x4x4xi32>) {
  %zero = arith.constant 0 : i32
  affine.for %m = 0 to 4 {
    affine.for %h = 0 to 4 {
      affine.for %v = 0 to 4 {
        %s = affine.for %c = 0 to 2 iter_args(%q = %zero) -> i32 {
          %t = affine.for %i = 0 to 3 iter_args(%r = %q) -> i32 {
            %o = affine.for %j = 0 to 3 iter_args(%u = %r) -> i32 {
              %a = affine.load %x[0, 0, %h + %i, %v + %j] : memref<1x2x6x6xi32>
              %b = affine.load %w[%m, %c, %i, %j] : memref<4x2x3x3xi32>
              %p = arith.muli %a, %b : i32
              %n = arith.addi %u, %p : i32
              affine.yield %n : i32
            }
            affine.yield %o : i32
          }
          affine.yield %t : i32
        }
        affine.store %s, %y[0, %m, %h, %v] : memref<1x4x4x4xi32>
      }
    }
  }
  return
}
func.func @channels_swapped(%x: memref<1x2x6x6xi32>, %w: memref<4x2x3x3xi32>, %y: memref<1x4x4x4xi32>) {
  %zero = arith.constant 0 : i32
  affine.for %m = 0 to 4 {
    affine.for %h = 0 to 4 {
      affine.for %v = 0 to 4 {
        %s = affine.for %c = 0 to 2 iter_args(%q = %zero) -> i32 {
          %t = affine.for %i = 0 to 3 iter_args(%r = %q) -> i32 {
            %o = affine.for %j = 0 to 3 iter_args(%u = %r) -> i32 {
              %a = affine.load %x[0, -%c + 1, %h + %i, %v + %j] : memref<1x2x6x6xi32>
              %b = affine.load %w[%m, %c, %i, %j] : memref<4x2x3x3xi32>
              %p = arith.muli %a, %b : i32
              %n = arith.addi %u, %p : i32
              affine.yield %n : i32
            }
            affine.yield %o : i32
          }
          affine.yield %t : i32
        }
        affine.store %s, %y[0, %m, %h, %v] : memref<1x4x4x4xi32>
      }
    }
  }
  return
}
func.func @other_filter(%x: memref<1x2x6x6xi32>, %w: memref<4x2x3x3xi32>, %y: memref<1x4x4x4xi32>) {
  %zero = arith.constant 0 : i32
  affine.for %m = 0 to 4 {
    affine.for %h = 0 to 4 {
      affine.for %v = 0 to 4 {
        %s = affine.for %c = 0 to 2 iter_args(%q = %zero) -> i32 {
          %t = affine.for %i = 0 to 3 iter_args(%r = %q) -> i32 {
            %o = affine.for %j = 0 to 3 iter_args(%u = %r) -> i32 {
              %a = affine.load %x[0, %c, %h + %i, %v + %j] : memref<1x2x6x6xi32>
              %b = affine.load %w[-%m + 3, %c, %i, %j] : memref<4x2x3x3xi32>
              %p = arith.muli %a, %b : i32
              %n = arith.addi %u, %p : i32
              affine.yield %n : i32
            }
            affine.yield %o : i32
          }
          affine.yield %t : i32
        }
        affine.store %s, %y[0, %m, %h, %v] : memref<1x4x4x4xi32>
      }
    }
  }
  return
}
func.func @shifted_output(%x: memref<1x2x6x6xi32>, %w: memref<4x2x3x3xi32>, %y: memref<1x4x4x4xi32>) {
  %zero = arith.constant 0 : i32
  affine.for %m = 0 to 4 {
    affine.for %h = 0 to 4 {
      affine.for %v = 0 to 4 {
        %s = affine.for %c = 0 to 2 iter_args(%q = %zero) -> i32 {
          %t = affine.for %i = 0 to 3 iter_args(%r = %q) -> i32 {
            %o = affine.for %j = 0 to 3 iter_args(%u = %r) -> i32 {
              %a = affine.load %x[0, %c, %h + %i, %v + %j] : memref<1x2x6x6xi32>
              %b = affine.load %w[%m, %c, %i, %j] : memref<4x2x3x3xi32>
              %p = arith.muli %a, %b : i32
              %n = arith.addi %u, %p : i32
              affine.yield %n : i32
            }
            affine.yield %o : i32
          }
          affine.yield %t : i32
        }
        affine.store %s, %y[0, %m, %h, -%v + 3] : memref<1x4x4x4xi32>
      }
    }
  }
  return
}
func.func @squares(%x: memref<1x2x6x6xi32>, %w: memref<4x2x3x3xi32>, %y: memref<1x4x4x4xi32>) {
  %zero = arith.constant 0 : i32
  affine.for %m = 0 to 4 {
    affine.for %h = 0 to 4 {
      affine.for %v = 0 to 4 {
        %s = affine.for %c = 0 to 2 iter_args(%q = %zero) -> i32 {
          %t = affine.for %i = 0 to 3 iter_args(%r = %q) -> i32 {
            %o = affine.for %j = 0 to 3 iter_args(%u = %r) -> i32 {
              %a = affine.load %x[0, %c, %h + %i, %v + %j] : memref<1x2x6x6xi32>
              %b = affine.load %w[%m, %c, %i, %j] : memref<4x2x3x3xi32>
              %p = arith.muli %a, %a : i32
              %n = arith.addi %u, %p : i32
              affine.yield %n : i32
            }
            affine.yield %o : i32
          }
          affine.yield %t : i32
        }
        affine.store %s, %y[0, %m, %h, %v] : memref<1x4x4x4xi32>
      }
    }
  }
  return
}
func.func @sum_of_sums(%x: memref<1x2x6x6xi32>, %w: memref<4x2x3x3xi32>, %y: memref<1x4x4x4xi32>) {
  %zero = arith.constant 0 : i32
  affine.for %m = 0 to 4 {
    affine.for %h = 0 to 4 {
      affine.for %v = 0 to 4 {
        %s = affine.for %c = 0 to 2 iter_args(%q = %zero) -> i32 {
          %t = affine.for %i = 0 to 3 iter_args(%r = %q) -> i32 {
            %o = affine.for %j = 0 to 3 iter_args(%u = %r) -> i32 {
              %a = affine.load %x[0, %c, %h + %i, %v + %j] : memref<1x2x6x6xi32>
              %b = affine.load %w[%m, %c, %i, %j] : memref<4x2x3x3xi32>
              %p = arith.addi %a, %b : i32
              %n = arith.addi %u, %p : i32
              affine.yield %n : i32
            }
            affine.yield %o : i32
          }
          affine.yield %t : i32
        }
        affine.store %s, %y[0, %m, %h, %v] : memref<1x4x4x4xi32>
      }
    }
  }
  return
}
func.func @bias_of_another_channel(%x: memref<1x2x6x6xi32>, %w: memref<4x2x3x3xi32>, %k: memref<4xi32>, %y: memref<1x4x4x4xi32>) {
  %zero = arith.constant 0 : i32
  affine.for %m = 0 to 4 {
    affine.for %h = 0 to 4 {
      affine.for %v = 0 to 4 {
        %bias = affine.load %k[-%m + 3] : memref<4xi32>
        %s = affine.for %c = 0 to 2 iter_args(%q = %bias) -> i32 {
          %t = affine.for %i = 0 to 3 iter_args(%r = %q) -> i32 {
            %o = affine.for %j = 0 to 3 iter_args(%u = %r) -> i32 {
              %a = affine.load %x[0, %c, %h + %i, %v + %j] : memref<1x2x6x6xi32>
              %b = affine.load %w[%m, %c, %i, %j] : memref<4x2x3x3xi32>
              %p = arith.muli %a, %b : i32
              %n = arith.addi %u, %p : i32
              affine.yield %n : i32
            }
            affine.yield %o : i32
          }
          affine.yield %t : i32
        }
        affine.store %s, %y[0, %m, %h, %v] : memref<1x4x4x4xi32>
      }
    }
  }
  return
}
func.func @bias_by_row(%x: memref<1x2x6x6xi32>, %w: memref<4x2x3x3xi32>, %k: memref<4xi32>, %y: memref<1x4x4x4xi32>) {
  %zero = arith.constant 0 : i32
  affine.for %m = 0 to 4 {
    affine.for %h = 0 to 4 {
      affine.for %v = 0 to 4 {
        %bias = affine.load %k[%h] : memref<4xi32>
        %s = affine.for %c = 0 to 2 iter_args(%q = %bias) -> i32 {
          %t = affine.for %i = 0 to 3 iter_args(%r = %q) -> i32 {
            %o = affine.for %j = 0 to 3 iter_args(%u = %r) -> i32 {
              %a = affine.load %x[0, %c, %h + %i, %v + %j] : memref<1x2x6x6xi32>
              %b = affine.load %w[%m, %c, %i, %j] : memref<4x2x3x3xi32>
              %p = arith.muli %a, %b : i32
              %n = arith.addi %u, %p : i32
              affine.yield %n : i32
            }
            affine.yield %o : i32
          }
          affine.yield %t : i32
        }
        affine.store %s, %y[0, %m, %h, %v] : memref<1x4x4x4xi32>
      }
    }
  }
  return
}
func.func @bias_too_long(%x: memref<1x2x6x6xi32>, %w: memref<4x2x3x3xi32>, %k: memref<5xi32>, %y: memref<1x4x4x4xi32>) {
  %zero = arith.constant 0 : i32
  affine.for %m = 0 to 4 {
    affine.for %h = 0 to 4 {
      affine.for %v = 0 to 4 {
        %bias = affine.load %k[%m] : memref<5xi32>
        %s = affine.for %c = 0 to 2 iter_args(%q = %bias) -> i32 {
          %t = affine.for %i = 0 to 3 iter_args(%r = %q) -> i32 {
            %o = affine.for %j = 0 to 3 iter_args(%u = %r) -> i32 {
              %a = affine.load %x[0, %c, %h + %i, %v + %j] : memref<1x2x6x6xi32>
              %b = affine.load %w[%m, %c, %i, %j] : memref<4x2x3x3xi32>
              %p = arith.muli %a, %b : i32
              %n = arith.addi %u, %p : i32
              affine.yield %n : i32
            }
            affine.yield %o : i32
          }
          affine.yield %t : i32
        }
        affine.store %s, %y[0, %m, %h, %v] : memref<1x4x4x4xi32>
      }
    }
  }
  return
}
func.func @bias_of_another_type(%x: memref<1x2x6x6xi32>, %w: memref<4x2x3x3xi32>, %k: memref<4xi8>, %y: memref<1x4x4x4xi32>) {
  %zero = arith.constant 0 : i32
  affine.for %m = 0 to 4 {
    affine.for %h = 0 to 4 {
      affine.for %v = 0 to 4 {
        %narrow = affine.load %k[%m] : memref<4xi8>
        %bias = arith.extsi %narrow : i8 to i32
        %s = affine.for %c = 0 to 2 iter_args(%q = %bias) -> i32 {
          %t = affine.for %i = 0 to 3 iter_args(%r = %q) -> i32 {
            %o = affine.for %j = 0 to 3 iter_args(%u = %r) -> i32 {
              %a = affine.load %x[0, %c, %h + %i, %v + %j] : memref<1x2x6x6xi32>
              %b = affine.load %w[%m, %c, %i, %j] : memref<4x2x3x3xi32>
              %p = arith.muli %a, %b : i32
              %n = arith.addi %u, %p : i32
              affine.yield %n : i32
            }
            affine.yield %o : i32
          }
          affine.yield %t : i32
        }
        affine.store %s, %y[0, %m, %h, %v] : memref<1x4x4x4xi32>
      }
    }
  }
  return
}
func.func @odd_epilogue(%x: memref<1x2x6x6xi32>, %w: memref<4x2x3x3xi32>, %y: memref<1x4x4x4xi32>) {
  %zero = arith.constant 0 : i32
  affine.for %m = 0 to 4 {
    affine.for %h = 0 to 4 {
      affine.for %v = 0 to 4 {
        %s = affine.for %c = 0 to 2 iter_args(%q = %zero) -> i32 {
          %t = affine.for %i = 0 to 3 iter_args(%r = %q) -> i32 {
            %o = affine.for %j = 0 to 3 iter_args(%u = %r) -> i32 {
              %a = affine.load %x[0, %c, %h + %i, %v + %j] : memref<1x2x6x6xi32>
              %b = affine.load %w[%m, %c, %i, %j] : memref<4x2x3x3xi32>
              %p = arith.muli %a, %b : i32
              %n = arith.addi %u, %p : i32
              affine.yield %n : i32
            }
            affine.yield %o : i32
          }
          affine.yield %t : i32
        }
        %z = arith.subi %s, %zero : i32
        affine.store %z, %y[0, %m, %h, %v] : memref<1x4x4x4xi32>
      }
    }
  }
  return
}
func.func @constant_stored(%x: memref<1x2x6x6xi32>, %w: memref<4x2x3x3xi32>, %y: memref<1x4x4x4xi32>) {
  %zero = arith.constant 0 : i32
  affine.for %m = 0 to 4 {
    affine.for %h = 0 to 4 {
      affine.for %v = 0 to 4 {
        %s = affine.for %c = 0 to 2 iter_args(%q = %zero) -> i32 {
          %t = affine.for %i = 0 to 3 iter_args(%r = %q) -> i32 {
            %o = affine.for %j = 0 to 3 iter_args(%u = %r) -> i32 {
              %a = affine.load %x[0, %c, %h + %i, %v + %j] : memref<1x2x6x6xi32>
              %b = affine.load %w[%m, %c, %i, %j] : memref<4x2x3x3xi32>
              %p = arith.muli %a, %b : i32
              %n = arith.addi %u, %p : i32
              affine.yield %n : i32
            }
            affine.yield %o : i32
          }
          affine.yield %t : i32
        }
        affine.store %zero, %y[0, %m, %h, %v] : memref<1x4x4x4xi32>
      }
    }
  }
  return
}
func.func @in_place(%x: memref<1x2x6x6xi32>, %w: memref<4x2x3x3xi32>, %y: memref<1x4x4x4xi32>) {
  %zero = arith.constant 0 : i32
  affine.for %m = 0 to 4 {
    affine.for %h = 0 to 4 {
      affine.for %v = 0 to 4 {
        %old = affine.load %y[0, %m, %h, %v] : memref<1x4x4x4xi32>
        %s = affine.for %c = 0 to 2 iter_args(%q = %old) -> i32 {
          %t = affine.for %i = 0 to 3 iter_args(%r = %q) -> i32 {
            %o = affine.for %j = 0 to 3 iter_args(%u = %r) -> i32 {
              %a = affine.load %x[0, %c, %h + %i, %v + %j] : memref<1x2x6x6xi32>
              %b = affine.load %w[%m, %c, %i, %j] : memref<4x2x3x3xi32>
              %p = arith.muli %a, %b : i32
              %n = arith.addi %u, %p : i32
              affine.yield %n : i32
            }
            affine.yield %o : i32
          }
          affine.yield %t : i32
        }
        affine.store %s, %y[0, %m, %h, %v] : memref<1x4x4x4xi32>
      }
    }
  }
  return
}
