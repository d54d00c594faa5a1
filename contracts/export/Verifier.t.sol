// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

import {Halo2Verifier} from "../src/Halo2Verifier.sol";
import {IHalo2Verifier} from "../src/IHalo2Verifier.sol";

/// What forge's tests may read.
interface Vm {
    function exists(string calldata path) external view returns (bool);
    function parseBytes(string calldata text) external pure returns (bytes memory);
    function skip(bool skipped) external view;
    function readFile(string calldata path) external view returns (string memory);
    function toString(uint256 number) external pure returns (string memory);
    function trim(string calldata text) external pure returns (string memory);
}

Vm constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);

/// The verifier with this circuit's key, both deployed as they are exported; and the proof, if one was.
contract VerifierTest {
    /// What a transaction may have (EIP-7825): points that are none cost all that a call is given.
    uint256 private constant GAS = 1 << 24;

    Halo2Verifier private verifier = new Halo2Verifier();
    address private key;

    function setUp() external {
        bytes memory creation = file("key.hex");
        // A key too large for one contract: the addresses of its parts follow.
        for (uint256 i = 0; vm.exists(part(i)); i++) creation = bytes.concat(creation, abi.encode(deploy(file(part(i)))));
        key = deploy(creation);
    }

    /// The source gives the code that is exported.
    function test_the_source_is_the_code() external {
        require(deploy(file("verifier.hex")).codehash == address(verifier).codehash, "another verifier");
    }

    function test_nothing_is_no_proof() external view {
        (bool accepted,) = call(hex"", hex"");
        require(!accepted, "no proof is accepted");
    }

    /// The proof is accepted, and with a bit changed here and there it is not.
    function test_the_proof() external view {
        vm.skip(!vm.exists("call.hex"));
        (bytes memory values, bytes memory proof) = exported();
        (bool accepted, bytes memory word) = call(values, proof);
        require(accepted && abi.decode(word, (bool)), "the proof is refused");
        for (uint256 i = 0; i < 16; i++) {
            refuses(values, i * (values.length - 1) / 15, proof, false);
            refuses(values, i * (proof.length - 1) / 15, proof, true);
        }
        (accepted,) = address(verifier).staticcall{gas: GAS}(abi.encodeCall(IHalo2Verifier.verify, (address(this), values, proof)));
        require(!accepted, "another contract's key");
    }

    function refuses(bytes memory values, uint256 at, bytes memory proof, bool ofProof) private view {
        bytes memory changed = ofProof ? proof : values;
        changed[at] ^= 0x01;
        (bool accepted,) = call(values, proof);
        changed[at] ^= 0x01;
        require(!accepted, string.concat("accepted with another byte ", vm.toString(at)));
    }

    function call(bytes memory values, bytes memory proof) private view returns (bool, bytes memory) {
        return address(verifier).staticcall{gas: GAS}(abi.encodeCall(IHalo2Verifier.verify, (key, values, proof)));
    }

    /// The exported call without its selector: public values and proof. Its key contract is none.
    function exported() private view returns (bytes memory values, bytes memory proof) {
        bytes memory all = file("call.hex");
        bytes memory arguments = new bytes(all.length - 4);
        for (uint256 i = 0; i < arguments.length; i++) arguments[i] = all[i + 4];
        (, values, proof) = abi.decode(arguments, (address, bytes, bytes));
    }

    function part(uint256 i) private pure returns (string memory) {
        return string.concat("part-", vm.toString(i), ".hex");
    }

    function file(string memory name) private view returns (bytes memory) {
        return vm.parseBytes(vm.trim(vm.readFile(name)));
    }

    function deploy(bytes memory creation) private returns (address made) {
        assembly {
            made := create(0, add(creation, 32), mload(creation))
        }
        require(made != address(0), "not deployed");
    }
}
