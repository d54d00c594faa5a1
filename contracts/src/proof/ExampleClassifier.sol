// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

import {IHalo2Verifier} from "./IHalo2Verifier.sol";

/// The smallest contract that acts on a proved prediction: it remembers the class that a model gives an input.
///
/// The model is the key contract, fixed at deployment together with the hash of its code. Whoever sends a proof does not
/// matter, and sending one again changes nothing, so nobody gains by copying another's proof.
contract ExampleClassifier {
    /// The key contract is not the one that was meant.
    error OtherKey();
    /// The outputs are not as long as the model's.
    error WrongOutputs();

    /// A model's answer on an input, which is named by its hash.
    event Classified(bytes32 indexed input, uint256 class);

    IHalo2Verifier public immutable verifier;
    address public immutable key;
    /// Number of outputs, and bytes of each; outputs are signed.
    uint256 public immutable classes;
    uint256 public immutable width;

    /// The class of an input, plus one; zero where nobody has proved any.
    mapping(bytes32 input => uint256 class) public classOf;

    constructor(IHalo2Verifier verifier_, address key_, bytes32 keyHash, uint256 classes_, uint256 width_) {
        if (key_.codehash != keyHash) revert OtherKey();
        (verifier, key, classes, width) = (verifier_, key_, classes_, width_);
    }

    /// Records what the model says of `input`: its class is the first largest of `outputs`.
    function classify(bytes calldata input, bytes calldata outputs, bytes calldata proof) external returns (uint256 class) {
        if (outputs.length != classes * width) revert WrongOutputs();
        // Reverts unless the proof is of these values.
        verifier.verify(key, bytes.concat(input, outputs), proof);
        int256 best = type(int256).min;
        for (uint256 i = 0; i < classes; i++) {
            // The value's bytes, and its sign.
            int256 value = int256(uint256(bytes32(outputs[i * width:]))) >> (256 - 8 * width);
            if (value > best) (best, class) = (value, i);
        }
        bytes32 name = keccak256(input);
        classOf[name] = class + 1;
        emit Classified(name, class);
    }
}
