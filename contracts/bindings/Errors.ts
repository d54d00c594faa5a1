// Errors of all contracts, those of their internal libraries too, which are in no interface. Written by build.mjs.

export const errorsAbi = [
  {
    "inputs": [],
    "name": "AlreadyJoined",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "AlreadyRefuted",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "AlreadyRegistered",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "AlreadyResolved",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "DivisionByZero",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "Held",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "Infinity",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "InvalidAddress",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "InvalidDelay",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "InvalidEntry",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "InvalidExitedValue",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "InvalidFlag",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "insn",
        "type": "uint256"
      }
    ],
    "name": "InvalidInstruction",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "InvalidLayout",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "insn",
        "type": "uint256"
      }
    ],
    "name": "InvalidMemoryInstruction",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "slot",
        "type": "uint256"
      }
    ],
    "name": "InvalidMemoryProof",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "InvalidModel",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "element",
        "type": "uint256"
      }
    ],
    "name": "InvalidOpening",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "InvalidPC",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "InvalidProof",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "InvalidSettings",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "InvalidTerms",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "InvalidThreadProof",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "JumpInDelaySlot",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "LongInput",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "NoBlobs",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "NoKey",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "NoProof",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "NoResult",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "NoThread",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "NoTournament",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "NoWinner",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "NotBlobs",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "NotCanonical",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "NotDue",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "NotEnoughGas",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "NotGuardian",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "NotOpen",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "NotOver",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "NotPosted",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "NotSealed",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "OnHold",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "OtherKey",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "PartOffsetOOB",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "key",
        "type": "bytes32"
      },
      {
        "internalType": "uint256",
        "name": "offset",
        "type": "uint256"
      }
    ],
    "name": "PreimageMissing",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "PublicValueOutOfRange",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "Refused",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "SameChunk",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "needed",
        "type": "uint256"
      },
      {
        "internalType": "uint256",
        "name": "got",
        "type": "uint256"
      }
    ],
    "name": "ShortProof",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "TooLate",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "Unbound",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "number",
        "type": "uint256"
      }
    ],
    "name": "UnknownSyscall",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "Unpaid",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "UnsupportedStateVersion",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "WrongAgreed",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "bond",
        "type": "uint256"
      }
    ],
    "name": "WrongBond",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "WrongChildren",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "expected",
        "type": "uint256"
      }
    ],
    "name": "WrongChunks",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "WrongData",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "due",
        "type": "uint256"
      }
    ],
    "name": "WrongDeposit",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "WrongFinal",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "WrongHeight",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "WrongKey",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "WrongLength",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "expected",
        "type": "uint256"
      }
    ],
    "name": "WrongOpenings",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "WrongOutputs",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "WrongProof",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "WrongSource",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "WrongState",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "WrongTerms",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "WrongValues",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "WrongWitness",
    "type": "error"
  }
] as const;
