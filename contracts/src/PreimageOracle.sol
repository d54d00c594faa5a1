// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

import {IPreimageOracle} from "./IPreimageOracle.sol";
import {PreimageKeys} from "./lib/PreimageKeys.sol";

/// Pre-images that steps read, part by part. A part is 32 bytes of a pre-image preceded by its length as 8
/// bytes, from any offset below the end on; whoever proves a part puts it here for everyone.
contract PreimageOracle is IPreimageOracle {
    /// Gas that is to be left around the call of a precompiled contract.
    uint256 private constant RESERVED_GAS = 200_000;
    address private constant SHA256 = address(2);
    address private constant POINT_EVALUATION = address(10);

    /// Lengths of pre-images, without the prefix.
    mapping(bytes32 key => uint256) public preimageLengths;
    /// Parts by key and offset.
    mapping(bytes32 key => mapping(uint256 offset => bytes32)) public preimageParts;
    /// Which parts are there.
    mapping(bytes32 key => mapping(uint256 offset => bool)) public preimagePartOk;

    /// The part starts at or behind the end, or a local value is longer than 32 bytes.
    error PartOffsetOOB();
    /// The part was not loaded.
    error PreimageMissing(bytes32 key, uint256 offset);
    /// A digest or a proof was not accepted by its precompiled contract.
    error InvalidProof();
    /// The precompiled contract could not be given the gas it is said to need.
    error NotEnoughGas();

    /// Seconds until a pre-image that was put here can be read: none, since each is proven when it is put. Optimism's
    /// dispute game adds this to its clocks.
    uint256 public constant challengePeriod = 0;

    /// @inheritdoc IPreimageOracle
    function readPreimage(bytes32 key, uint256 offset) external view returns (bytes32 part, uint256 length) {
        if (!preimagePartOk[key][offset]) revert PreimageMissing(key, offset);
        length = preimageLengths[key] + 8 - offset;
        if (length > 32) length = 32;
        part = preimageParts[key][offset];
    }

    /// A value of the caller's own, for one context: the first `size` bytes of `word`.
    function loadLocalData(uint256 ident, bytes32 localContext, bytes32 word, uint256 size, uint256 partOffset)
        external
        returns (bytes32 key)
    {
        if (size > 32) revert PartOffsetOOB();
        bytes32 plain = PreimageKeys.typed(bytes32(ident), PreimageKeys.LOCAL);
        key = PreimageKeys.localise(plain, msg.sender, localContext);
        keep(key, partOffset, size, abi.encodePacked(uint64(size), word));
    }

    /// Part of a pre-image of a Keccak-256 digest.
    function loadKeccak256PreimagePart(uint256 partOffset, bytes calldata preimage) external {
        bytes32 key = PreimageKeys.typed(keccak256(preimage), PreimageKeys.KECCAK);
        keep(key, partOffset, preimage.length, abi.encodePacked(uint64(preimage.length), preimage));
    }

    /// Part of a pre-image of a SHA-256 digest.
    function loadSha256PreimagePart(uint256 partOffset, bytes calldata preimage) external {
        bytes32 key = PreimageKeys.typed(digest(preimage), PreimageKeys.SHA256);
        keep(key, partOffset, preimage.length, abi.encodePacked(uint64(preimage.length), preimage));
    }

    /// Part of the value `y` at `z` of the polynomial that a commitment (48 bytes) of a blob is to.
    function loadBlobPreimagePart(
        uint256 z,
        uint256 y,
        bytes calldata commitment,
        bytes calldata proof,
        uint256 partOffset
    ) external {
        bytes32 versioned = PreimageKeys.typed(digest(commitment), 1);
        (bool good,) = POINT_EVALUATION.staticcall(abi.encodePacked(versioned, z, y, commitment, proof));
        if (!good) revert InvalidProof();
        bytes32 key = PreimageKeys.typed(keccak256(abi.encodePacked(commitment, z)), PreimageKeys.BLOB);
        keep(key, partOffset, 32, abi.encodePacked(uint64(32), y));
    }

    /// Part of what a precompiled contract does with an input: a byte that says whether it succeeded, and its
    /// output.
    function loadPrecompilePreimagePart(
        uint256 partOffset,
        address precompile,
        uint64 requiredGas,
        bytes calldata input
    ) external {
        bytes memory named = abi.encodePacked(precompile, requiredGas, input);
        bytes memory argument = input;
        bytes32 key = PreimageKeys.typed(keccak256(named), PreimageKeys.PRECOMPILE);
        // A call hands on at most 63 of 64 parts of what is left.
        if (gasleft() / 64 * 63 < uint256(requiredGas) + RESERVED_GAS) revert NotEnoughGas();
        (bool good, bytes memory output) = precompile.staticcall(argument);
        uint256 size = output.length + 1;
        keep(key, partOffset, size, abi.encodePacked(uint64(size), good, output));
    }

    /// SHA-256 by its precompiled contract, which fails only for lack of gas.
    function digest(bytes calldata preimage) private view returns (bytes32) {
        (bool good, bytes memory output) = SHA256.staticcall(preimage);
        if (!good || output.length != 32) revert InvalidProof();
        return bytes32(output);
    }

    /// Keeps the part at an offset of `content`, which is the pre-image behind its length, `size`.
    function keep(bytes32 key, uint256 offset, uint256 size, bytes memory content) private {
        if (offset >= size + 8) revert PartOffsetOOB();
        // Bytes behind the content are not the pre-image's and must be zero, whatever lies there.
        bytes memory padded = abi.encodePacked(content, bytes32(0));
        bytes32 part;
        assembly ("memory-safe") {
            part := mload(add(add(padded, 32), offset))
        }
        preimagePartOk[key][offset] = true;
        preimageParts[key][offset] = part;
        preimageLengths[key] = size;
    }
}
