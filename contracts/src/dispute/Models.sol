// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

import {EXITED, EXIT_CODE, STATE_BYTES, TRAVERSE_RIGHT} from "../lib/Machine.sol";
import {Arena} from "./Arena.sol";
import {Tree} from "./Tree.sol";

/// What of a model is kept: the bytes 1 to 11 and 21 to 37 of its encoding, right-aligned: `k`, number of layers of the
/// model's steps and of all layers, 8 heights, the outputs' offset and log2 of their size, steps.
type Shape is uint256;

using {k, stepLayers, layers, height, outputs, outputsLog2, steps} for Shape global;

/// log2 of the arena's bytes.
function k(Shape shape) pure returns (uint256) {
    return Shape.unwrap(shape) >> 216;
}

/// Layers of the model's steps, whose states are arenas; the machine's come after them.
function stepLayers(Shape shape) pure returns (uint256) {
    return Shape.unwrap(shape) >> 208 & 0xff;
}

/// All layers.
function layers(Shape shape) pure returns (uint256) {
    return Shape.unwrap(shape) >> 200 & 0xff;
}

/// Height of a layer, the topmost being 0.
function height(Shape shape, uint256 layer) pure returns (uint256) {
    return Shape.unwrap(shape) >> (192 - 8 * layer) & 0xff;
}

/// Offset of the outputs in the arena.
function outputs(Shape shape) pure returns (uint256) {
    return Shape.unwrap(shape) >> 72 & 0xffffffffffffffff;
}

/// log2 of the bytes of their subtree.
function outputsLog2(Shape shape) pure returns (uint256) {
    return Shape.unwrap(shape) >> 64 & 0xff;
}

/// Steps of the model.
function steps(Shape shape) pure returns (uint256) {
    return Shape.unwrap(shape) & 0xffffffffffffffff;
}

/// The encoding of models (docs/dispute-game.md).
library Models {
    // First byte.
    uint256 private constant FORMAT = 3;
    // Offsets.
    uint256 private constant INPUTS = 12;
    uint256 private constant OUTPUTS = 21;
    uint256 private constant STATE = 38;
    uint256 private constant TERMS = 258;
    uint256 private constant SIBLINGS = 290;
    // Limits.
    uint256 private constant MIN_K = 6;
    uint256 private constant MAX_K = 43;
    uint256 private constant MAX_LAYERS = 8;
    uint256 private constant MAX_LOG2_STEPS = 48;

    /// The bytes encode no model.
    error InvalidModel();
    /// There are more bytes of input than the model has room for.
    error LongInput();

    /// Checks an encoding.
    function check(bytes calldata model) internal pure returns (Shape shape) {
        require_(model.length >= SIBLINGS && uint8(model[0]) == FORMAT);
        uint256 packed = uint256(uint88(bytes11(model[1:12]))) << 136 | uint136(bytes17(model[OUTPUTS:STATE]));
        shape = Shape.wrap(packed);
        uint256 size = shape.k();
        require_(size >= MIN_K && size <= MAX_K);
        require_(model.length == SIBLINGS + 32 * (Arena.ADDRESS_BITS - size));
        (uint256 above, uint256 count) = (shape.stepLayers(), shape.layers());
        require_(above >= 1 && above < count && count <= MAX_LAYERS);
        (uint256 a, uint256 b) = (0, 0);
        for (uint256 layer = 0; layer < MAX_LAYERS; ++layer) {
            uint256 height_ = shape.height(layer);
            require_((height_ != 0) == (layer < count));
            if (layer < above) b += height_;
            else a += height_;
        }
        require_(a <= MAX_LOG2_STEPS && b <= MAX_LOG2_STEPS && shape.steps() <= 1 << b);
        region(model, INPUTS, size);
        region(model, OUTPUTS, size);
        // The start state: no memory root, and flags that are flags.
        require_(bytes32(model[STATE:STATE + 32]) == 0);
        require_(uint8(model[STATE + EXITED]) <= 1 && uint8(model[STATE + TRAVERSE_RIGHT]) <= 1);
    }

    /// An aligned part of the arena behind the header: its offset and log2 of its size.
    function region(bytes calldata model, uint256 at, uint256 size)
        private
        pure
        returns (uint256 offset, uint256 log2)
    {
        offset = uint64(bytes8(model[at:at + 8]));
        log2 = uint8(model[at + 8]);
        require_(log2 >= Arena.LEAF_BITS && log2 <= size && offset >> size == 0);
        require_(offset % (1 << log2) == 0 && offset >= 32);
    }

    function require_(bool good) private pure {
        if (!good) revert InvalidModel();
    }

    /// `S_0`: the root of an arena with nothing but these inputs. The model has been checked.
    function start(bytes calldata model, bytes calldata input) internal pure returns (bytes32) {
        uint256 log2 = inputsLog2(model);
        if (input.length > 1 << log2) revert LongInput();
        return startOf(model, Tree.root(input, log2 - Arena.LEAF_BITS));
    }

    /// The same, given the root of the inputs' subtree.
    function startOf(bytes calldata model, bytes32 inputs) internal pure returns (bytes32) {
        uint256 size = uint8(model[1]);
        (uint256 offset, uint256 log2) = region(model, INPUTS, size);
        return Tree.amidZeros(inputs, offset >> log2, log2 - Arena.LEAF_BITS, size - Arena.LEAF_BITS);
    }

    /// log2 of the bytes of the inputs' subtree. The model has been checked.
    function inputsLog2(bytes calldata model) internal pure returns (uint256) {
        return uint8(model[INPUTS + 8]);
    }

    /// The hash of the terms on which a proof counts; 0 if there are none. The model has been checked.
    function terms(bytes calldata model) internal pure returns (bytes32) {
        return bytes32(model[TERMS:SIBLINGS]);
    }

    /// The hash of the state that a step of the model starts from. The model has been checked.
    function attach(bytes calldata model, bytes32 arena) internal pure returns (bytes32 hash) {
        bytes32 memoryRoot = Arena.inMemory(arena, uint8(model[1]), model[SIBLINGS:]);
        bytes calldata rest = model[STATE + 32:STATE + STATE_BYTES];
        assembly ("memory-safe") {
            // Scratch at the end of memory, not kept.
            let packed := mload(0x40)
            mstore(packed, memoryRoot)
            calldatacopy(add(packed, 32), rest.offset, rest.length)
            hash := keccak256(packed, STATE_BYTES)
        }
        return Arena.withStatus(hash, uint8(model[STATE + EXITED]), uint8(model[STATE + EXIT_CODE]));
    }
}
