// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

/// What identities of models stand for: who says so, the name, the hash of the artefact that the identity follows from, and the key that
/// proofs of the model verify under, if the identity has one. Anyone may say anything, so that whoever looks up names whose word counts. What
/// was said stays: a name never comes to mean another model.
contract ModelRegistry {
    /// An entry.
    struct Entry {
        /// SHA-256 of the artefact's manifest, which has the hashes of all its files; 0 if there is no entry.
        bytes32 artifact;
        /// Keccak-256 of the code of the verifying key's contract; 0 if the identity has no key.
        bytes32 key;
        /// The fingerprint of the key's reference string; 0 if the identity has no key.
        bytes32 srs;
        /// The name.
        string name;
    }

    /// Longest name, in bytes.
    uint256 public constant MAX_NAME = 64;

    mapping(address registrant => mapping(bytes32 identity => Entry)) private entries;
    mapping(address registrant => mapping(bytes32 name => bytes32)) private identities;

    /// Somebody has said what an identity stands for.
    event Registered(
        address indexed registrant, bytes32 indexed identity, bytes32 artifact, bytes32 key, bytes32 srs, string name
    );

    /// The identity or the hash is 0, there is a key without its reference string or the other way round, or the name is empty or longer than `MAX_NAME`.
    error InvalidEntry();
    /// The caller has said something else about the identity, or given the name to another one.
    error AlreadyRegistered();

    /// Says what an identity stands for, by the caller's word.
    function register(bytes32 identity, bytes32 artifact, bytes32 key, bytes32 srs, string calldata name) external {
        uint256 length = bytes(name).length;
        if (identity == 0 || artifact == 0 || length == 0 || length > MAX_NAME) revert InvalidEntry();
        if ((key == 0) != (srs == 0)) revert InvalidEntry();
        bytes32 hash = keccak256(bytes(name));
        Entry storage entry = entries[msg.sender][identity];
        if (entry.artifact != 0 || identities[msg.sender][hash] != 0) revert AlreadyRegistered();
        entry.artifact = artifact;
        if (key != 0) (entry.key, entry.srs) = (key, srs);
        entry.name = name;
        identities[msg.sender][hash] = identity;
        emit Registered(msg.sender, identity, artifact, key, srs, name);
    }

    /// What an identity stands for by somebody's word; zeros if there is none.
    function lookup(address registrant, bytes32 identity)
        external
        view
        returns (bytes32 artifact, bytes32 key, bytes32 srs, string memory name)
    {
        Entry storage entry = entries[registrant][identity];
        return (entry.artifact, entry.key, entry.srs, entry.name);
    }

    /// The identity that somebody has given a name to; 0 if there is none.
    function identityOf(address registrant, string calldata name) external view returns (bytes32) {
        return identities[registrant][keccak256(bytes(name))];
    }
}
