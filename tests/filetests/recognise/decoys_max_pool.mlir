// Each differs from a 2x2/2 max pool in one thing. Without its second row it is another max pool.
// refuse @minimum: a reduction by minimum
// refuse @minimum_from_low: a reduction by minimum
// refuse @unsigned: an accumulator's update is no sum, product, maximum, minimum or bitwise or
// refuse @starts_at_zero: does not start at the smallest value
// refuse @starts_one_above: does not start at the smallest value
// expect @missing_row: max_pool i32 {"window":{"kernel":[1,2],"strides":[2,2],"dilations":[1,1],"begin":[0,0],"end":[0,0]}}
// refuse @off_by_one: elements at other positions
// refuse @uneven_cells: position 6 along axis 2 of 6
// refuse @diagonal: a fold over other cells than those of windows
// refuse @transposed_output: a fold over other cells than those of windows
// refuse @one_window_for_all: a fold over other cells than those of windows
// refuse @other_plane: a fold over other cells than those of windows
// refuse @same_plane: a fold over other cells than those of windows
// refuse @repeated: a fold over other cells than those of windows
// refuse @growing_window: its words are not those of one family
// refuse @part_of_the_output: every element of its output exactly once
// refuse @output_twice: every element of its output exactly once
// refuse @second_store: two stores
// refuse @writes_the_input: it writes 2 buffers
// refuse @doubled_accumulator: more than once
// refuse @last_one_wins: only the last iteration
func.func @minimum(%x: memref<2x6x6xi32>, %y: memref<2x3x3xi32>) {
  %low = arith.constant 2147483647 : i32
  affine.for %p = 0 to 2 {
    affine.for %h = 0 to 3 {
      affine.for %w = 0 to 3 {
        %r = affine.for %i = 0 to 2 iter_args(%q = %low) -> i32 {
          %o = affine.for %j = 0 to 2 iter_args(%m = %q) -> i32 {
            %v = affine.load %x[%p, %h * 2 + %i, %w * 2 + %j] : memref<2x6x6xi32>
            %s = arith.minsi %m, %v : i32
            affine.yield %s : i32
          }
          affine.yield %o : i32
        }
        affine.store %r, %y[%p, %h, %w] : memref<2x3x3xi32>
      }
    }
  }
  return
}
func.func @minimum_from_low(%x: memref<2x6x6xi32>, %y: memref<2x3x3xi32>) {
  %low = arith.constant -2147483648 : i32
  affine.for %p = 0 to 2 {
    affine.for %h = 0 to 3 {
      affine.for %w = 0 to 3 {
        %r = affine.for %i = 0 to 2 iter_args(%q = %low) -> i32 {
          %o = affine.for %j = 0 to 2 iter_args(%m = %q) -> i32 {
            %v = affine.load %x[%p, %h * 2 + %i, %w * 2 + %j] : memref<2x6x6xi32>
            %s = arith.minsi %m, %v : i32
            affine.yield %s : i32
          }
          affine.yield %o : i32
        }
        affine.store %r, %y[%p, %h, %w] : memref<2x3x3xi32>
      }
    }
  }
  return
}
func.func @unsigned(%x: memref<2x6x6xi32>, %y: memref<2x3x3xi32>) {
  %low = arith.constant -2147483648 : i32
  affine.for %p = 0 to 2 {
    affine.for %h = 0 to 3 {
      affine.for %w = 0 to 3 {
        %r = affine.for %i = 0 to 2 iter_args(%q = %low) -> i32 {
          %o = affine.for %j = 0 to 2 iter_args(%m = %q) -> i32 {
            %v = affine.load %x[%p, %h * 2 + %i, %w * 2 + %j] : memref<2x6x6xi32>
            %s = arith.maxui %m, %v : i32
            affine.yield %s : i32
          }
          affine.yield %o : i32
        }
        affine.store %r, %y[%p, %h, %w] : memref<2x3x3xi32>
      }
    }
  }
  return
}
func.func @starts_at_zero(%x: memref<2x6x6xi32>, %y: memref<2x3x3xi32>) {
  %low = arith.constant 0 : i32
  affine.for %p = 0 to 2 {
    affine.for %h = 0 to 3 {
      affine.for %w = 0 to 3 {
        %r = affine.for %i = 0 to 2 iter_args(%q = %low) -> i32 {
          %o = affine.for %j = 0 to 2 iter_args(%m = %q) -> i32 {
            %v = affine.load %x[%p, %h * 2 + %i, %w * 2 + %j] : memref<2x6x6xi32>
            %s = arith.maxsi %m, %v : i32
            affine.yield %s : i32
          }
          affine.yield %o : i32
        }
        affine.store %r, %y[%p, %h, %w] : memref<2x3x3xi32>
      }
    }
  }
  return
}
func.func @starts_one_above(%x: memref<2x6x6xi32>, %y: memref<2x3x3xi32>) {
  %low = arith.constant -2147483647 : i32
  affine.for %p = 0 to 2 {
    affine.for %h = 0 to 3 {
      affine.for %w = 0 to 3 {
        %r = affine.for %i = 0 to 2 iter_args(%q = %low) -> i32 {
          %o = affine.for %j = 0 to 2 iter_args(%m = %q) -> i32 {
            %v = affine.load %x[%p, %h * 2 + %i, %w * 2 + %j] : memref<2x6x6xi32>
            %s = arith.maxsi %m, %v : i32
            affine.yield %s : i32
          }
          affine.yield %o : i32
        }
        affine.store %r, %y[%p, %h, %w] : memref<2x3x3xi32>
      }
    }
  }
  return
}
func.func @missing_row(%x: memref<2x6x6xi32>, %y: memref<2x3x3xi32>) {
  %low = arith.constant -2147483648 : i32
  affine.for %p = 0 to 2 {
    affine.for %h = 0 to 3 {
      affine.for %w = 0 to 3 {
        %r = affine.for %i = 0 to 1 iter_args(%q = %low) -> i32 {
          %o = affine.for %j = 0 to 2 iter_args(%m = %q) -> i32 {
            %v = affine.load %x[%p, %h * 2 + %i, %w * 2 + %j] : memref<2x6x6xi32>
            %s = arith.maxsi %m, %v : i32
            affine.yield %s : i32
          }
          affine.yield %o : i32
        }
        affine.store %r, %y[%p, %h, %w] : memref<2x3x3xi32>
      }
    }
  }
  return
}
func.func @off_by_one(%x: memref<2x6x6xi32>, %y: memref<2x3x3xi32>) {
  %low = arith.constant -2147483648 : i32
  affine.for %p = 0 to 2 {
    affine.for %h = 0 to 3 {
      affine.for %w = 0 to 3 {
        %r = affine.for %i = 0 to 1 iter_args(%q = %low) -> i32 {
          %o = affine.for %j = 0 to 1 iter_args(%m = %q) -> i32 {
            %v = affine.load %x[%p, %h * 2 + %i + 1, %w * 2 + %j] : memref<2x6x6xi32>
            %s = arith.maxsi %m, %v : i32
            affine.yield %s : i32
          }
          affine.yield %o : i32
        }
        affine.store %r, %y[%p, %h, %w] : memref<2x3x3xi32>
      }
    }
  }
  return
}
func.func @uneven_cells(%x: memref<2x6x6xi32>, %y: memref<2x3x3xi32>) {
  %low = arith.constant -2147483648 : i32
  affine.for %p = 0 to 2 {
    affine.for %h = 0 to 3 {
      affine.for %w = 0 to 3 {
        %r = affine.for %i = 0 to 2 iter_args(%q = %low) -> i32 {
          %o = affine.for %j = 0 to 3 iter_args(%m = %q) -> i32 {
            %v = affine.load %x[%p, %h * 2 + %i, %w + %j + %j floordiv 2] : memref<2x6x6xi32>
            %s = arith.maxsi %m, %v : i32
            affine.yield %s : i32
          }
          affine.yield %o : i32
        }
        affine.store %r, %y[%p, %h, %w] : memref<2x3x3xi32>
      }
    }
  }
  return
}
func.func @diagonal(%x: memref<2x6x6xi32>, %y: memref<2x3x3xi32>) {
  %low = arith.constant -2147483648 : i32
  affine.for %p = 0 to 2 {
    affine.for %h = 0 to 3 {
      affine.for %w = 0 to 3 {
        %r = affine.for %i = 0 to 2 iter_args(%q = %low) -> i32 {
          %o = affine.for %j = 0 to 2 iter_args(%m = %q) -> i32 {
            %v = affine.load %x[%p, %h * 2 + %i, %w * 2 + %i] : memref<2x6x6xi32>
            %s = arith.maxsi %m, %v : i32
            affine.yield %s : i32
          }
          affine.yield %o : i32
        }
        affine.store %r, %y[%p, %h, %w] : memref<2x3x3xi32>
      }
    }
  }
  return
}
func.func @transposed_output(%x: memref<2x6x6xi32>, %y: memref<2x3x3xi32>) {
  %low = arith.constant -2147483648 : i32
  affine.for %p = 0 to 2 {
    affine.for %h = 0 to 3 {
      affine.for %w = 0 to 3 {
        %r = affine.for %i = 0 to 2 iter_args(%q = %low) -> i32 {
          %o = affine.for %j = 0 to 2 iter_args(%m = %q) -> i32 {
            %v = affine.load %x[%p, %w * 2 + %i, %h * 2 + %j] : memref<2x6x6xi32>
            %s = arith.maxsi %m, %v : i32
            affine.yield %s : i32
          }
          affine.yield %o : i32
        }
        affine.store %r, %y[%p, %h, %w] : memref<2x3x3xi32>
      }
    }
  }
  return
}
func.func @one_window_for_all(%x: memref<2x6x6xi32>, %y: memref<2x3x3xi32>) {
  %low = arith.constant -2147483648 : i32
  affine.for %p = 0 to 2 {
    affine.for %h = 0 to 3 {
      affine.for %w = 0 to 3 {
        %r = affine.for %i = 0 to 2 iter_args(%q = %low) -> i32 {
          %o = affine.for %j = 0 to 2 iter_args(%m = %q) -> i32 {
            %v = affine.load %x[%p, %i, %w * 2 + %j] : memref<2x6x6xi32>
            %s = arith.maxsi %m, %v : i32
            affine.yield %s : i32
          }
          affine.yield %o : i32
        }
        affine.store %r, %y[%p, %h, %w] : memref<2x3x3xi32>
      }
    }
  }
  return
}
func.func @other_plane(%x: memref<2x6x6xi32>, %y: memref<2x3x3xi32>) {
  %low = arith.constant -2147483648 : i32
  affine.for %p = 0 to 2 {
    affine.for %h = 0 to 3 {
      affine.for %w = 0 to 3 {
        %r = affine.for %i = 0 to 2 iter_args(%q = %low) -> i32 {
          %o = affine.for %j = 0 to 2 iter_args(%m = %q) -> i32 {
            %v = affine.load %x[-%p + 1, %h * 2 + %i, %w * 2 + %j] : memref<2x6x6xi32>
            %s = arith.maxsi %m, %v : i32
            affine.yield %s : i32
          }
          affine.yield %o : i32
        }
        affine.store %r, %y[%p, %h, %w] : memref<2x3x3xi32>
      }
    }
  }
  return
}
func.func @same_plane(%x: memref<2x6x6xi32>, %y: memref<2x3x3xi32>) {
  %low = arith.constant -2147483648 : i32
  affine.for %p = 0 to 2 {
    affine.for %h = 0 to 3 {
      affine.for %w = 0 to 3 {
        %r = affine.for %i = 0 to 2 iter_args(%q = %low) -> i32 {
          %o = affine.for %j = 0 to 2 iter_args(%m = %q) -> i32 {
            %v = affine.load %x[0, %h * 2 + %i, %w * 2 + %j] : memref<2x6x6xi32>
            %s = arith.maxsi %m, %v : i32
            affine.yield %s : i32
          }
          affine.yield %o : i32
        }
        affine.store %r, %y[%p, %h, %w] : memref<2x3x3xi32>
      }
    }
  }
  return
}
func.func @repeated(%x: memref<2x6x6xi32>, %y: memref<2x3x3xi32>) {
  %low = arith.constant -2147483648 : i32
  affine.for %p = 0 to 2 {
    affine.for %h = 0 to 3 {
      affine.for %w = 0 to 3 {
        %r = affine.for %i = 0 to 2 iter_args(%q = %low) -> i32 {
          %o = affine.for %j = 0 to 2 iter_args(%m = %q) -> i32 {
            %v = affine.load %x[%p, %h * 2, %w * 2 + %j] : memref<2x6x6xi32>
            %s = arith.maxsi %m, %v : i32
            affine.yield %s : i32
          }
          affine.yield %o : i32
        }
        affine.store %r, %y[%p, %h, %w] : memref<2x3x3xi32>
      }
    }
  }
  return
}
func.func @growing_window(%x: memref<2x6x6xi32>, %y: memref<2x3x3xi32>) {
  %low = arith.constant -2147483648 : i32
  affine.for %p = 0 to 2 {
    affine.for %h = 0 to 3 {
      affine.for %w = 0 to 3 {
        %r = affine.for %i = 0 to affine_map<(d0) -> (d0 + 1)>(%h) iter_args(%q = %low) -> i32 {
          %o = affine.for %j = 0 to 2 iter_args(%m = %q) -> i32 {
            %v = affine.load %x[%p, %h + %i, %w * 2 + %j] : memref<2x6x6xi32>
            %s = arith.maxsi %m, %v : i32
            affine.yield %s : i32
          }
          affine.yield %o : i32
        }
        affine.store %r, %y[%p, %h, %w] : memref<2x3x3xi32>
      }
    }
  }
  return
}
func.func @part_of_the_output(%x: memref<2x6x6xi32>, %y: memref<2x3x3xi32>) {
  %low = arith.constant -2147483648 : i32
  affine.for %p = 0 to 2 {
    affine.for %h = 0 to 3 {
      affine.for %w = 0 to 2 {
        %r = affine.for %i = 0 to 2 iter_args(%q = %low) -> i32 {
          %o = affine.for %j = 0 to 2 iter_args(%m = %q) -> i32 {
            %v = affine.load %x[%p, %h * 2 + %i, %w * 2 + %j] : memref<2x6x6xi32>
            %s = arith.maxsi %m, %v : i32
            affine.yield %s : i32
          }
          affine.yield %o : i32
        }
        affine.store %r, %y[%p, %h, %w] : memref<2x3x3xi32>
      }
    }
  }
  return
}
func.func @output_twice(%x: memref<2x6x6xi32>, %y: memref<2x3x2xi32>) {
  %low = arith.constant -2147483648 : i32
  affine.for %p = 0 to 2 {
    affine.for %h = 0 to 3 {
      affine.for %w = 0 to 4 {
        %r = affine.for %i = 0 to 2 iter_args(%q = %low) -> i32 {
          %o = affine.for %j = 0 to 2 iter_args(%m = %q) -> i32 {
            %v = affine.load %x[%p, %h * 2 + %i, %w + %j] : memref<2x6x6xi32>
            %s = arith.maxsi %m, %v : i32
            affine.yield %s : i32
          }
          affine.yield %o : i32
        }
        affine.store %r, %y[%p, %h, %w floordiv 2] : memref<2x3x2xi32>
      }
    }
  }
  return
}
func.func @second_store(%x: memref<2x6x6xi32>, %y: memref<2x3x3xi32>) {
  %low = arith.constant -2147483648 : i32
  affine.for %p = 0 to 2 {
    affine.for %h = 0 to 3 {
      affine.for %w = 0 to 3 {
        %r = affine.for %i = 0 to 2 iter_args(%q = %low) -> i32 {
          %o = affine.for %j = 0 to 2 iter_args(%m = %q) -> i32 {
            %v = affine.load %x[%p, %h * 2 + %i, %w * 2 + %j] : memref<2x6x6xi32>
            %s = arith.maxsi %m, %v : i32
            affine.yield %s : i32
          }
          affine.yield %o : i32
        }
        affine.store %r, %y[%p, %h, %w] : memref<2x3x3xi32>
        affine.store %low, %y[0, 0, 0] : memref<2x3x3xi32>
      }
    }
  }
  return
}
func.func @writes_the_input(%x: memref<2x6x6xi32>, %y: memref<2x3x3xi32>) {
  %low = arith.constant -2147483648 : i32
  affine.for %p = 0 to 2 {
    affine.for %h = 0 to 3 {
      affine.for %w = 0 to 3 {
        %r = affine.for %i = 0 to 2 iter_args(%q = %low) -> i32 {
          %o = affine.for %j = 0 to 2 iter_args(%m = %q) -> i32 {
            %v = affine.load %x[%p, %h * 2 + %i, %w * 2 + %j] : memref<2x6x6xi32>
            %s = arith.maxsi %m, %v : i32
            affine.yield %s : i32
          }
          affine.yield %o : i32
        }
        affine.store %r, %y[%p, %h, %w] : memref<2x3x3xi32>
        affine.store %low, %x[%p, %h, %w] : memref<2x6x6xi32>
      }
    }
  }
  return
}
func.func @doubled_accumulator(%x: memref<2x6x6xi32>, %y: memref<2x3x3xi32>) {
  %low = arith.constant -2147483648 : i32
  affine.for %p = 0 to 2 {
    affine.for %h = 0 to 3 {
      affine.for %w = 0 to 3 {
        %r = affine.for %i = 0 to 2 iter_args(%q = %low) -> i32 {
          %o = affine.for %j = 0 to 2 iter_args(%m = %q) -> i32 {
            %v = affine.load %x[%p, %h * 2 + %i, %w * 2 + %j] : memref<2x6x6xi32>
            %s = arith.addi %m, %m : i32
            affine.yield %s : i32
          }
          affine.yield %o : i32
        }
        affine.store %r, %y[%p, %h, %w] : memref<2x3x3xi32>
      }
    }
  }
  return
}
func.func @last_one_wins(%x: memref<2x6x6xi32>, %y: memref<2x3x3xi32>) {
  %low = arith.constant -2147483648 : i32
  affine.for %p = 0 to 2 {
    affine.for %h = 0 to 3 {
      affine.for %w = 0 to 3 {
        %r = affine.for %i = 0 to 2 iter_args(%q = %low) -> i32 {
          %o = affine.for %j = 0 to 2 iter_args(%m = %q) -> i32 {
            %v = affine.load %x[%p, %h * 2 + %i, %w * 2 + %j] : memref<2x6x6xi32>
            %s = arith.addi %v, %v : i32
            affine.yield %s : i32
          }
          affine.yield %o : i32
        }
        affine.store %r, %y[%p, %h, %w] : memref<2x3x3xi32>
      }
    }
  }
  return
}
