// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

/// Checks proofs that a circuit was run: see Halo2Verifier.
interface IHalo2Verifier {
    /// There is no code at the key's address, or code that is no key.
    error NoKey();
    /// Public values or proof are not as long as all of this key.
    error WrongLength();
    /// A public value is outside its tensor's range.
    error PublicValueOutOfRange();
    /// A scalar of the proof is not less than the field's prime.
    error NotCanonical();
    /// The point at infinity is no part of a proof.
    error Infinity();
    /// The proof is of something else, or a part of it is no point of the curve.
    error Refused();

    /// Returns true, or reverts. `key` is the key contract: whoever chooses it chooses what is proved, so callers have
    /// it fixed. `publicValues` are inputs, then outputs, each value in as many bytes as its tensor's range takes.
    /// A proof says that these values belong together; it is valid for whoever sends it, on every chain, for ever.
    function verify(address key, bytes calldata publicValues, bytes calldata proof) external view returns (bool);
}
