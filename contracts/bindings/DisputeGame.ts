// Interface of DisputeGame. Written by build.mjs.

export const disputeGameAbi = [
  {
    "inputs": [
      {
        "internalType": "contract IStep",
        "name": "stepContract_",
        "type": "address"
      },
      {
        "internalType": "uint256",
        "name": "allowance_",
        "type": "uint256"
      },
      {
        "internalType": "uint256",
        "name": "extension_",
        "type": "uint256"
      },
      {
        "internalType": "uint256",
        "name": "bond_",
        "type": "uint256"
      },
      {
        "internalType": "contract IHalo2Verifier",
        "name": "verifier_",
        "type": "address"
      },
      {
        "internalType": "contract DelayedBonds",
        "name": "vault_",
        "type": "address"
      },
      {
        "internalType": "address",
        "name": "blobs_",
        "type": "address"
      }
    ],
    "stateMutability": "nonpayable",
    "type": "constructor"
  },
  {
    "inputs": [],
    "name": "AlreadyJoined",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "AlreadyResolved",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "InvalidModel",
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
    "name": "LongInput",
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
    "name": "NotSealed",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "TooLate",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "Unpaid",
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
    "inputs": [],
    "name": "WrongData",
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
    "name": "WrongProof",
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
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "bytes32",
        "name": "id",
        "type": "bytes32"
      },
      {
        "indexed": false,
        "internalType": "bytes32",
        "name": "other",
        "type": "bytes32"
      },
      {
        "indexed": false,
        "internalType": "bytes32",
        "name": "left",
        "type": "bytes32"
      },
      {
        "indexed": false,
        "internalType": "bytes32",
        "name": "right",
        "type": "bytes32"
      },
      {
        "indexed": false,
        "internalType": "uint256",
        "name": "height",
        "type": "uint256"
      },
      {
        "indexed": false,
        "internalType": "uint256",
        "name": "position",
        "type": "uint256"
      }
    ],
    "name": "Advanced",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "bytes32",
        "name": "tournament",
        "type": "bytes32"
      },
      {
        "indexed": true,
        "internalType": "bytes32",
        "name": "id",
        "type": "bytes32"
      },
      {
        "indexed": false,
        "internalType": "bytes32",
        "name": "one",
        "type": "bytes32"
      },
      {
        "indexed": false,
        "internalType": "bytes32",
        "name": "two",
        "type": "bytes32"
      }
    ],
    "name": "Eliminated",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "bytes32",
        "name": "tournament",
        "type": "bytes32"
      },
      {
        "indexed": true,
        "internalType": "bytes32",
        "name": "commitment",
        "type": "bytes32"
      },
      {
        "indexed": true,
        "internalType": "address",
        "name": "payer",
        "type": "address"
      },
      {
        "indexed": false,
        "internalType": "bytes32",
        "name": "left",
        "type": "bytes32"
      },
      {
        "indexed": false,
        "internalType": "bytes32",
        "name": "right",
        "type": "bytes32"
      },
      {
        "indexed": false,
        "internalType": "bytes32",
        "name": "last",
        "type": "bytes32"
      }
    ],
    "name": "Joined",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "bytes32",
        "name": "tournament",
        "type": "bytes32"
      },
      {
        "indexed": true,
        "internalType": "bytes32",
        "name": "id",
        "type": "bytes32"
      },
      {
        "indexed": false,
        "internalType": "bytes32",
        "name": "one",
        "type": "bytes32"
      },
      {
        "indexed": false,
        "internalType": "bytes32",
        "name": "two",
        "type": "bytes32"
      }
    ],
    "name": "Matched",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "bytes32",
        "name": "claim",
        "type": "bytes32"
      },
      {
        "indexed": true,
        "internalType": "bytes32",
        "name": "model",
        "type": "bytes32"
      },
      {
        "indexed": false,
        "internalType": "bytes32",
        "name": "start",
        "type": "bytes32"
      },
      {
        "indexed": false,
        "internalType": "bytes",
        "name": "modelBytes",
        "type": "bytes"
      },
      {
        "indexed": false,
        "internalType": "bytes",
        "name": "input",
        "type": "bytes"
      }
    ],
    "name": "Opened",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "bytes32",
        "name": "claim",
        "type": "bytes32"
      },
      {
        "indexed": true,
        "internalType": "address",
        "name": "prover",
        "type": "address"
      },
      {
        "indexed": false,
        "internalType": "bytes32",
        "name": "outputs",
        "type": "bytes32"
      },
      {
        "indexed": false,
        "internalType": "bytes32",
        "name": "result",
        "type": "bytes32"
      }
    ],
    "name": "Proven",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "bytes32",
        "name": "claim",
        "type": "bytes32"
      },
      {
        "indexed": false,
        "internalType": "bytes32",
        "name": "winner",
        "type": "bytes32"
      },
      {
        "indexed": false,
        "internalType": "bytes32",
        "name": "last",
        "type": "bytes32"
      }
    ],
    "name": "Resolved",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "bytes32",
        "name": "id",
        "type": "bytes32"
      },
      {
        "indexed": true,
        "internalType": "bytes32",
        "name": "claim",
        "type": "bytes32"
      },
      {
        "indexed": false,
        "internalType": "uint256",
        "name": "layer",
        "type": "uint256"
      },
      {
        "indexed": false,
        "internalType": "uint256",
        "name": "position",
        "type": "uint256"
      },
      {
        "indexed": false,
        "internalType": "bytes32",
        "name": "start",
        "type": "bytes32"
      },
      {
        "indexed": false,
        "internalType": "bytes32",
        "name": "stateOne",
        "type": "bytes32"
      },
      {
        "indexed": false,
        "internalType": "bytes32",
        "name": "stateTwo",
        "type": "bytes32"
      }
    ],
    "name": "Sealed",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "bytes32",
        "name": "id",
        "type": "bytes32"
      },
      {
        "indexed": false,
        "internalType": "bytes32",
        "name": "winner",
        "type": "bytes32"
      }
    ],
    "name": "Settled",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "bytes32",
        "name": "id",
        "type": "bytes32"
      },
      {
        "indexed": false,
        "internalType": "uint256",
        "name": "position",
        "type": "uint256"
      },
      {
        "indexed": false,
        "internalType": "bytes32",
        "name": "start",
        "type": "bytes32"
      },
      {
        "indexed": false,
        "internalType": "bytes32",
        "name": "end",
        "type": "bytes32"
      }
    ],
    "name": "Stepped",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "address",
        "name": "owner",
        "type": "address"
      },
      {
        "indexed": false,
        "internalType": "uint256",
        "name": "amount",
        "type": "uint256"
      }
    ],
    "name": "Withdrawn",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "bytes32",
        "name": "tournament",
        "type": "bytes32"
      },
      {
        "indexed": true,
        "internalType": "bytes32",
        "name": "id",
        "type": "bytes32"
      },
      {
        "indexed": false,
        "internalType": "bytes32",
        "name": "winner",
        "type": "bytes32"
      },
      {
        "indexed": false,
        "internalType": "bytes32",
        "name": "loser",
        "type": "bytes32"
      }
    ],
    "name": "Won",
    "type": "event"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "id",
        "type": "bytes32"
      },
      {
        "internalType": "bytes32",
        "name": "one",
        "type": "bytes32"
      },
      {
        "internalType": "bytes32",
        "name": "two",
        "type": "bytes32"
      },
      {
        "internalType": "bytes32",
        "name": "l",
        "type": "bytes32"
      },
      {
        "internalType": "bytes32",
        "name": "r",
        "type": "bytes32"
      },
      {
        "internalType": "bytes32",
        "name": "newLeft",
        "type": "bytes32"
      },
      {
        "internalType": "bytes32",
        "name": "newRight",
        "type": "bytes32"
      }
    ],
    "name": "advance",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "allowance",
    "outputs": [
      {
        "internalType": "uint256",
        "name": "",
        "type": "uint256"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "blobs",
    "outputs": [
      {
        "internalType": "address",
        "name": "",
        "type": "address"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "bond",
    "outputs": [
      {
        "internalType": "uint256",
        "name": "",
        "type": "uint256"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "burnt",
    "outputs": [
      {
        "internalType": "uint256",
        "name": "",
        "type": "uint256"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "id",
        "type": "bytes32"
      }
    ],
    "name": "claim",
    "outputs": [
      {
        "components": [
          {
            "internalType": "bytes32",
            "name": "model",
            "type": "bytes32"
          },
          {
            "internalType": "Shape",
            "name": "shape",
            "type": "uint256"
          },
          {
            "internalType": "bytes32",
            "name": "winner",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "result",
            "type": "bytes32"
          }
        ],
        "internalType": "struct Claim",
        "name": "",
        "type": "tuple"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "tournamentId",
        "type": "bytes32"
      },
      {
        "internalType": "bytes32",
        "name": "root",
        "type": "bytes32"
      }
    ],
    "name": "commitment",
    "outputs": [
      {
        "components": [
          {
            "internalType": "bytes32",
            "name": "left",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "right",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "last",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "opponent",
            "type": "bytes32"
          },
          {
            "internalType": "address",
            "name": "payer",
            "type": "address"
          },
          {
            "internalType": "uint48",
            "name": "clock",
            "type": "uint48"
          },
          {
            "internalType": "uint8",
            "name": "side",
            "type": "uint8"
          },
          {
            "internalType": "bool",
            "name": "out",
            "type": "bool"
          }
        ],
        "internalType": "struct Commitment",
        "name": "",
        "type": "tuple"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "owner",
        "type": "address"
      }
    ],
    "name": "credits",
    "outputs": [
      {
        "internalType": "uint256",
        "name": "",
        "type": "uint256"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "id",
        "type": "bytes32"
      },
      {
        "internalType": "bytes32",
        "name": "outputRoot",
        "type": "bytes32"
      },
      {
        "internalType": "bytes32[]",
        "name": "headerPath",
        "type": "bytes32[]"
      },
      {
        "internalType": "bytes32[]",
        "name": "outputPath",
        "type": "bytes32[]"
      }
    ],
    "name": "doneKey",
    "outputs": [
      {
        "internalType": "bytes32",
        "name": "",
        "type": "bytes32"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "id",
        "type": "bytes32"
      },
      {
        "internalType": "uint256",
        "name": "code",
        "type": "uint256"
      },
      {
        "internalType": "uint256",
        "name": "step",
        "type": "uint256"
      }
    ],
    "name": "errKey",
    "outputs": [
      {
        "internalType": "bytes32",
        "name": "",
        "type": "bytes32"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "extension",
    "outputs": [
      {
        "internalType": "uint256",
        "name": "",
        "type": "uint256"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "id",
        "type": "bytes32"
      }
    ],
    "name": "getMatch",
    "outputs": [
      {
        "components": [
          {
            "internalType": "bytes32",
            "name": "other",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "left",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "right",
            "type": "bytes32"
          },
          {
            "internalType": "enum Phase",
            "name": "phase",
            "type": "uint8"
          },
          {
            "internalType": "uint8",
            "name": "turn",
            "type": "uint8"
          },
          {
            "internalType": "uint8",
            "name": "height",
            "type": "uint8"
          },
          {
            "internalType": "uint48",
            "name": "position",
            "type": "uint48"
          },
          {
            "internalType": "uint48",
            "name": "since",
            "type": "uint48"
          },
          {
            "internalType": "uint48",
            "name": "clockOne",
            "type": "uint48"
          },
          {
            "internalType": "uint48",
            "name": "clockTwo",
            "type": "uint48"
          },
          {
            "internalType": "uint40",
            "name": "spent",
            "type": "uint40"
          }
        ],
        "internalType": "struct Match",
        "name": "",
        "type": "tuple"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "id",
        "type": "bytes32"
      },
      {
        "internalType": "bytes32",
        "name": "outputRoot",
        "type": "bytes32"
      },
      {
        "internalType": "bytes32[]",
        "name": "headerPath",
        "type": "bytes32[]"
      },
      {
        "internalType": "bytes32[]",
        "name": "outputPath",
        "type": "bytes32[]"
      }
    ],
    "name": "isDone",
    "outputs": [
      {
        "internalType": "bool",
        "name": "",
        "type": "bool"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "id",
        "type": "bytes32"
      },
      {
        "internalType": "uint256",
        "name": "code",
        "type": "uint256"
      },
      {
        "internalType": "uint256",
        "name": "step",
        "type": "uint256"
      }
    ],
    "name": "isErr",
    "outputs": [
      {
        "internalType": "bool",
        "name": "",
        "type": "bool"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "id",
        "type": "bytes32"
      },
      {
        "internalType": "bytes32",
        "name": "left",
        "type": "bytes32"
      },
      {
        "internalType": "bytes32",
        "name": "right",
        "type": "bytes32"
      },
      {
        "internalType": "bytes32",
        "name": "last",
        "type": "bytes32"
      },
      {
        "internalType": "bytes32[]",
        "name": "proof",
        "type": "bytes32[]"
      },
      {
        "internalType": "bytes",
        "name": "witness",
        "type": "bytes"
      }
    ],
    "name": "join",
    "outputs": [],
    "stateMutability": "payable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes",
        "name": "model",
        "type": "bytes"
      },
      {
        "internalType": "bytes",
        "name": "input",
        "type": "bytes"
      },
      {
        "internalType": "bytes32",
        "name": "left",
        "type": "bytes32"
      },
      {
        "internalType": "bytes32",
        "name": "right",
        "type": "bytes32"
      },
      {
        "internalType": "bytes32",
        "name": "last",
        "type": "bytes32"
      },
      {
        "internalType": "bytes32[]",
        "name": "proof",
        "type": "bytes32[]"
      }
    ],
    "name": "open",
    "outputs": [
      {
        "internalType": "bytes32",
        "name": "id",
        "type": "bytes32"
      }
    ],
    "stateMutability": "payable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "payer",
        "type": "address"
      },
      {
        "internalType": "bytes",
        "name": "model",
        "type": "bytes"
      },
      {
        "internalType": "bytes32",
        "name": "inputs",
        "type": "bytes32"
      },
      {
        "internalType": "bytes",
        "name": "source",
        "type": "bytes"
      },
      {
        "internalType": "bytes32",
        "name": "left",
        "type": "bytes32"
      },
      {
        "internalType": "bytes32",
        "name": "right",
        "type": "bytes32"
      },
      {
        "internalType": "bytes32",
        "name": "last",
        "type": "bytes32"
      },
      {
        "internalType": "bytes32[]",
        "name": "proof",
        "type": "bytes32[]"
      }
    ],
    "name": "openFor",
    "outputs": [
      {
        "internalType": "bytes32",
        "name": "id",
        "type": "bytes32"
      }
    ],
    "stateMutability": "payable",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "opened",
    "outputs": [
      {
        "internalType": "uint256",
        "name": "",
        "type": "uint256"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "id",
        "type": "bytes32"
      }
    ],
    "name": "outcome",
    "outputs": [
      {
        "internalType": "bool",
        "name": "over",
        "type": "bool"
      },
      {
        "internalType": "bytes32",
        "name": "winner",
        "type": "bytes32"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "id",
        "type": "bytes32"
      },
      {
        "internalType": "bytes",
        "name": "model",
        "type": "bytes"
      },
      {
        "internalType": "bytes",
        "name": "terms",
        "type": "bytes"
      },
      {
        "internalType": "address",
        "name": "key",
        "type": "address"
      },
      {
        "internalType": "bytes",
        "name": "values",
        "type": "bytes"
      },
      {
        "internalType": "bytes",
        "name": "proof",
        "type": "bytes"
      }
    ],
    "name": "prove",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "id",
        "type": "bytes32"
      }
    ],
    "name": "proven",
    "outputs": [
      {
        "components": [
          {
            "internalType": "bytes32",
            "name": "outputs",
            "type": "bytes32"
          },
          {
            "internalType": "address",
            "name": "prover",
            "type": "address"
          },
          {
            "internalType": "uint40",
            "name": "reward",
            "type": "uint40"
          },
          {
            "internalType": "bool",
            "name": "released",
            "type": "bool"
          }
        ],
        "internalType": "struct Proof",
        "name": "",
        "type": "tuple"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "id",
        "type": "bytes32"
      },
      {
        "internalType": "bytes32[]",
        "name": "headerPath",
        "type": "bytes32[]"
      },
      {
        "internalType": "bytes32[]",
        "name": "outputPath",
        "type": "bytes32[]"
      }
    ],
    "name": "release",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "id",
        "type": "bytes32"
      }
    ],
    "name": "resolve",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "id",
        "type": "bytes32"
      },
      {
        "internalType": "bytes32",
        "name": "one",
        "type": "bytes32"
      },
      {
        "internalType": "bytes32",
        "name": "two",
        "type": "bytes32"
      },
      {
        "internalType": "bytes32",
        "name": "l",
        "type": "bytes32"
      },
      {
        "internalType": "bytes32",
        "name": "r",
        "type": "bytes32"
      },
      {
        "internalType": "bytes32",
        "name": "agreed",
        "type": "bytes32"
      },
      {
        "internalType": "bytes32[]",
        "name": "proof",
        "type": "bytes32[]"
      },
      {
        "internalType": "bytes",
        "name": "data",
        "type": "bytes"
      },
      {
        "internalType": "bytes",
        "name": "evidence",
        "type": "bytes"
      }
    ],
    "name": "seal",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "id",
        "type": "bytes32"
      },
      {
        "internalType": "bytes32",
        "name": "one",
        "type": "bytes32"
      },
      {
        "internalType": "bytes32",
        "name": "two",
        "type": "bytes32"
      }
    ],
    "name": "settle",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "stepContract",
    "outputs": [
      {
        "internalType": "contract IStep",
        "name": "",
        "type": "address"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "id",
        "type": "bytes32"
      }
    ],
    "name": "strike",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes",
        "name": "model",
        "type": "bytes"
      },
      {
        "internalType": "bytes",
        "name": "input",
        "type": "bytes"
      }
    ],
    "name": "subject",
    "outputs": [
      {
        "internalType": "bytes32",
        "name": "identity",
        "type": "bytes32"
      },
      {
        "internalType": "bytes32",
        "name": "start",
        "type": "bytes32"
      }
    ],
    "stateMutability": "pure",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "id",
        "type": "bytes32"
      },
      {
        "internalType": "bytes32",
        "name": "one",
        "type": "bytes32"
      },
      {
        "internalType": "bytes32",
        "name": "two",
        "type": "bytes32"
      }
    ],
    "name": "timeout",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "id",
        "type": "bytes32"
      }
    ],
    "name": "tournament",
    "outputs": [
      {
        "components": [
          {
            "internalType": "bytes32",
            "name": "claim",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "start",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "stateOne",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "stateTwo",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "waiting",
            "type": "bytes32"
          },
          {
            "internalType": "uint48",
            "name": "opened",
            "type": "uint48"
          },
          {
            "internalType": "uint8",
            "name": "layer",
            "type": "uint8"
          },
          {
            "internalType": "uint8",
            "name": "height",
            "type": "uint8"
          },
          {
            "internalType": "uint32",
            "name": "matches",
            "type": "uint32"
          },
          {
            "internalType": "uint48",
            "name": "modelStep",
            "type": "uint48"
          },
          {
            "internalType": "bool",
            "name": "contested",
            "type": "bool"
          }
        ],
        "internalType": "struct Tournament",
        "name": "",
        "type": "tuple"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "vault",
    "outputs": [
      {
        "internalType": "contract DelayedBonds",
        "name": "",
        "type": "address"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "verifier",
    "outputs": [
      {
        "internalType": "contract IHalo2Verifier",
        "name": "",
        "type": "address"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "withdraw",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "to",
        "type": "address"
      }
    ],
    "name": "withdrawTo",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  }
] as const;
