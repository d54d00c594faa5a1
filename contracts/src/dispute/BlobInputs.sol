// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

import {Arena} from "./Arena.sol";
import {DisputeGame} from "./DisputeGame.sol";
import {Models} from "./Models.sol";
import {Tree} from "./Tree.sol";

/// Claims whose inputs lie in blobs (EIP-4844) of the transaction that makes them. Whoever claims says the roots of the input's chunks;
/// whoever has the blobs can make the tree, too. If a chunk is another one, whoever shows its bytes by openings of the blobs, in
/// one call and without knowing what the liar means, has the claim struck out.
///
/// The bytes are the low 31 of each field element, in the order of the elements and of the transaction's blobs. The input's
/// subtree has the first of them, and zeros behind them where there are too few.
contract BlobInputs {
    /// What is kept of a claim.
    struct Posted {
        /// The hash of its source.
        bytes32 source;
        /// Who has made it; 0 if there is none.
        address poster;
        /// What comes back to the poster, in wei; half of it is whose refutes it.
        uint96 deposit;
        /// When the deposit may come back, in seconds.
        uint48 until;
        /// log2 of the bytes of a chunk.
        uint8 chunkLog2;
        /// Whether its blobs are not what it said.
        bool refuted;
    }

    /// log2 of the bytes of a chunk, if the input has so many. A blob holds 62 chunks, and none lies in two.
    uint256 public constant CHUNK_LOG2 = 11;

    // A source: u64 number and u64 time of the block, u8 number of blobs, their versioned hashes, the chunks' roots.
    uint256 private constant COUNT = 16;
    uint256 private constant HASHES = 17;
    // A blob.
    uint256 private constant ELEMENTS = 4096;
    uint256 private constant ELEMENT_BYTES = 31;
    // An opening: value and proof.
    uint256 private constant COMMITMENT_BYTES = 48;
    uint256 private constant OPENING_BYTES = 80;
    /// The order of the field, and the first of the 4096 points in it at which a blob has its values.
    uint256 private constant ORDER = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001;
    uint256 private constant ROOT_OF_UNITY = 0x564c0a11a0f704f4fc3e8acfe0f8245f0ad1347b378fbf96e206da11a5d36306;
    address private constant POINT_EVALUATION = address(10);

    /// What is known of claims, by game.
    mapping(DisputeGame game => mapping(bytes32 claim => Posted)) public posted;
    /// What can be withdrawn.
    mapping(address owner => uint256) public credits;

    /// A claim's blobs are not what it says: by a chunk, as somebody has shown who is owed an amount for that.
    event Refuted(DisputeGame indexed game, bytes32 indexed claim, uint256 chunk, address by, uint256 amount);

    /// The payment is not the bond and a deposit of as much.
    error WrongDeposit(uint256 due);
    /// The transaction has no such blobs.
    error NoBlobs();
    /// The chunks' roots are not as many as the input's subtree has chunks.
    error WrongChunks(uint256 expected);
    /// No claim of this game was made here.
    error NotPosted();
    /// It was refuted before.
    error AlreadyRefuted();
    /// The source is another one.
    error WrongSource();
    /// There are not as many openings as the chunk takes, or the commitment has another length.
    error WrongOpenings(uint256 expected);
    /// An opening is not one of the blob.
    error InvalidOpening(uint256 element);
    /// The chunk is what was said.
    error SameChunk();
    /// It is too early.
    error NotOver();
    /// The owner of the credit does not take it.
    error Unpaid();

    /// Makes a claim on the input in `count` blobs of this transaction from number `first` on. `chunks` are the roots of the subtrees of
    /// `2^CHUNK_LOG2` bytes that the inputs' subtree consists of; the one root of that, if it is smaller. The payment is
    /// the bond, and as much again, which comes back when nobody can join the claim any more.
    function open(
        DisputeGame game,
        bytes calldata model,
        uint256 first,
        uint256 count,
        bytes calldata chunks,
        bytes32 left,
        bytes32 right,
        bytes32 last,
        bytes32[] calldata proof
    ) external payable returns (bytes32 id) {
        uint256 bond = game.bond();
        if (msg.value != 2 * bond) revert WrongDeposit(2 * bond);
        Models.check(model);
        uint256 log2 = Models.inputsLog2(model);
        uint256 chunkLog2 = log2 < CHUNK_LOG2 ? log2 : CHUNK_LOG2;
        if (chunks.length != 32 << (log2 - chunkLog2)) revert WrongChunks(1 << (log2 - chunkLog2));
        bytes memory source = described(first, count, chunks);
        id = game.openFor{value: bond}(
            msg.sender, model, Tree.root(chunks, log2 - chunkLog2), source, left, right, last, proof
        );
        Posted storage p = posted[game][id];
        // A game may be anything; whoever asks about one knows what it is.
        if (p.poster != address(0)) revert WrongSource();
        p.source = keccak256(source);
        p.poster = msg.sender;
        p.deposit = uint96(bond);
        p.until = uint48(block.timestamp + game.allowance());
        p.chunkLog2 = uint8(chunkLog2);
    }

    /// Shows that a chunk is not what the blobs have there. `commitment` (48 bytes) is that of the blob that the chunk lies in, `openings` are the
    /// values (32 bytes) of its elements, each with the proof (48 bytes) by which the point evaluation takes it. Of a chunk behind the
    /// blobs, where there are zeros, both are empty.
    function refute(
        DisputeGame game,
        bytes32 id,
        bytes calldata source,
        uint256 chunk,
        bytes calldata commitment,
        bytes calldata openings
    ) external {
        Posted storage p = posted[game][id];
        if (p.poster == address(0)) revert NotPosted();
        if (p.refuted) revert AlreadyRefuted();
        if (keccak256(source) != p.source) revert WrongSource();
        uint256 at = HASHES + 32 * uint256(uint8(source[COUNT]));
        if (chunk >= (source.length - at) / 32) revert WrongChunks((source.length - at) / 32);
        bytes32 said = bytes32(source[at + 32 * chunk:]);
        if (chunkOf(source[HASHES:at], chunk, p.chunkLog2, commitment, openings) == said) revert SameChunk();
        p.refuted = true;
        // The other half stays here, nobody's, so that nobody gains by refuting himself.
        uint256 amount = p.deposit / 2;
        p.deposit = 0;
        credits[msg.sender] += amount;
        emit Refuted(game, id, chunk, msg.sender, amount);
        // What a proof has shown of an input is so, wherever the input is.
        if (game.claim(id).winner == 0) game.strike(id);
    }

    /// Gives the deposit back of a claim that nobody can join any more and nobody has refuted.
    function reclaim(DisputeGame game, bytes32 id) external {
        Posted storage p = posted[game][id];
        if (p.poster == address(0)) revert NotPosted();
        if (p.refuted) revert AlreadyRefuted();
        if (block.timestamp < p.until) revert NotOver();
        credits[p.poster] += p.deposit;
        p.deposit = 0;
    }

    /// Pays the caller's credit out.
    function withdraw() external {
        withdrawTo(msg.sender);
    }

    /// The same to somebody else, for a caller that takes no payments.
    function withdrawTo(address to) public {
        uint256 amount = credits[msg.sender];
        credits[msg.sender] = 0;
        (bool good,) = to.call{value: amount}("");
        if (!good) revert Unpaid();
    }

    /// Where an input comes from.
    function described(uint256 first, uint256 count, bytes calldata chunks) private view returns (bytes memory source) {
        source = abi.encodePacked(uint64(block.number), uint64(block.timestamp), uint8(count));
        if (count == 0 || count >> 8 != 0) revert NoBlobs();
        for (uint256 i = 0; i < count; ++i) {
            bytes32 versioned = blobhash(first + i);
            if (versioned == 0) revert NoBlobs();
            source = bytes.concat(source, versioned);
        }
        return bytes.concat(source, chunks);
    }

    /// The root of a chunk as the blobs with these versioned hashes have it.
    function chunkOf(
        bytes calldata hashes,
        uint256 chunk,
        uint256 chunkLog2,
        bytes calldata commitment,
        bytes calldata openings
    ) private view returns (bytes32) {
        uint256 size = 1 << chunkLog2;
        uint256 start = chunk << chunkLog2;
        uint256 element = start / ELEMENT_BYTES;
        uint256 count = (start + size - 1) / ELEMENT_BYTES + 1 - element;
        // Behind the last element nothing is read but a byte of no use.
        bytes memory content = new bytes(ELEMENT_BYTES * count + 1);
        uint256 offset = start - ELEMENT_BYTES * element;
        uint256 blob = element / ELEMENTS;
        if (blob >= hashes.length / 32) count = 0;
        if (commitment.length != (count == 0 ? 0 : COMMITMENT_BYTES)) revert WrongOpenings(count);
        if (openings.length != OPENING_BYTES * count) revert WrongOpenings(count);
        for (uint256 i = 0; i < count; ++i) {
            bytes calldata opening = openings[OPENING_BYTES * i:OPENING_BYTES * (i + 1)];
            // A chain without the precompile answers nothing.
            (bool good, bytes memory answer) = POINT_EVALUATION.staticcall(
                bytes.concat(
                    hashes[32 * blob:32 * blob + 32],
                    bytes32(point((element + i) % ELEMENTS)),
                    opening[:32],
                    commitment,
                    opening[32:]
                )
            );
            if (!good || answer.length != 64) revert InvalidOpening(element + i);
            uint256 value = uint256(bytes32(opening));
            assembly ("memory-safe") {
                // The last byte is the next one's, or one too many.
                mstore(add(add(content, 32), mul(i, ELEMENT_BYTES)), shl(8, value))
            }
        }
        assembly ("memory-safe") {
            // The leaves, with a zero leaf behind them; scratch at the end of memory, not kept.
            let leaves := mload(0x40)
            mcopy(leaves, add(add(content, 32), offset), size)
            mstore(add(leaves, size), 0)
        }
        return Tree.fold(size >> Arena.LEAF_BITS, chunkLog2 - Arena.LEAF_BITS);
    }

    /// Where the polynomial of a blob has the value that is its element of this index: powers of the root of unity, in
    /// the order of the indices' bits turned round.
    function point(uint256 index) private pure returns (uint256 z) {
        z = 1;
        uint256 power = ROOT_OF_UNITY;
        for (uint256 bit = ELEMENTS >> 1; bit != 0; bit >>= 1) {
            if (index & bit != 0) z = mulmod(z, power, ORDER);
            power = mulmod(power, power, ORDER);
        }
    }
}
