//! An Ethereum virtual machine in memory, by the rules of the Cancun fork or those of Osaka: deployments, calls that
//! stay and calls that are only looked at, accounts with money, and a clock. Gas costs nothing unless it is given a price;
//! what a call takes is reported.

use crate::artifact::revert_reason;
use revm::context::result::{ExecutionResult, Output};
use revm::context::{BlockEnv, CfgEnv, ContextTr, Journal, TxEnv};
use revm::database::InMemoryDB;
use revm::primitives::hardfork::SpecId;
use revm::primitives::{B256, Bytes, TxKind, U256};
use revm::state::AccountInfo;
use revm::{Context, Database, ExecuteCommitEvm, ExecuteEvm, MainBuilder, MainnetEvm};
use thiserror::Error;

pub use revm::primitives::Address;

type Machine = MainnetEvm<Context<BlockEnv, TxEnv, CfgEnv, InMemoryDB, Journal<InMemoryDB>, ()>>;

/// Gas a call may use, and a block.
const GAS_LIMIT: u64 = 100_000_000;
/// Gas a transaction may use by EIP-7825.
pub const TRANSACTION_GAS: u64 = 1 << 24;

/// Type of a transaction with blobs, and what it may pay for a unit of their gas: any price there is here.
const BLOB_TRANSACTION: u8 = 3;
const BLOB_FEE: u128 = 1_000;

/// Accounts and contracts.
pub struct Evm {
    machine: Machine,
    /// Who calls.
    pub caller: Address,
    /// Gas a call may use.
    pub gas_limit: u64,
    /// What callers pay for a unit of gas, in wei.
    pub gas_price: u128,
}

/// A log entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log {
    /// Who wrote it.
    pub address: Address,
    /// What it can be found by, the hash of the event's signature first.
    pub topics: Vec<[u8; 32]>,
    /// The rest.
    pub data: Vec<u8>,
}

/// What a call came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallOutcome {
    /// What it returned.
    pub output: Vec<u8>,
    /// Its log entries.
    pub logs: Vec<Log>,
    /// Gas of the execution, without the price of the transaction and its calldata.
    pub gas: u64,
    /// Gas of the whole transaction.
    pub transaction_gas: u64,
}

/// Why a call did not go through.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ContractError {
    /// The contract reverted.
    #[error("the contract reverts: {reason}")]
    Revert {
        /// The error's name, or the data in hexadecimal where it has none.
        reason: String,
        /// The data.
        data: Vec<u8>,
    },
    /// The contract stopped otherwise: out of gas, an invalid opcode, a code too long.
    #[error("the contract halts: {reason}")]
    Halt {
        /// What happened.
        reason: String,
    },
    /// The transaction was not even started.
    #[error("the transaction is refused: {reason}")]
    Refused {
        /// What is wrong with it.
        reason: String,
    },
    /// No contract of this kind lies there.
    #[error("there is no {what} at {at}")]
    Absent {
        /// What is looked for.
        what: &'static str,
        /// The address.
        at: Address,
    },
    /// The contract returned or logged something else than its interface says.
    #[error("{what} of {expected} bytes is expected, {got} are there")]
    Answer {
        /// What part of the answer.
        what: &'static str,
        /// Bytes by the interface.
        expected: usize,
        /// Bytes there.
        got: usize,
    },
}

impl std::fmt::Debug for Evm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Evm").field("caller", &self.caller).finish_non_exhaustive()
    }
}

impl Default for Evm {
    fn default() -> Self {
        Self::new()
    }
}

impl Evm {
    /// An empty world.
    pub fn new() -> Self {
        Self::with_rules(SpecId::CANCUN, GAS_LIMIT)
    }

    /// An empty world by Osaka's rules, which bound what one transaction may use.
    pub fn osaka() -> Self {
        Self::with_rules(SpecId::OSAKA, TRANSACTION_GAS)
    }

    fn with_rules(rules: SpecId, gas_limit: u64) -> Self {
        let context: Context<BlockEnv, TxEnv, CfgEnv, InMemoryDB, Journal<InMemoryDB>, ()> =
            Context::new(InMemoryDB::default(), rules);
        let machine = context
            .modify_cfg_chained(|cfg| {
                cfg.disable_nonce_check = true;
            })
            .modify_block_chained(|block| block.gas_limit = GAS_LIMIT)
            .build_mainnet();
        Self { machine, caller: Address::with_last_byte(0xca), gas_limit, gas_price: 0 }
    }

    /// Deploys a contract: its creation code and its encoded arguments.
    pub fn deploy(
        &mut self,
        creation: &[u8],
        arguments: &[u8],
    ) -> Result<(Address, CallOutcome), ContractError> {
        let tx = self.transaction(TxKind::Create, [creation, arguments].concat());
        let intrinsic = intrinsic_gas(&tx.data) + CREATION_GAS + 2 * tx.data.len().div_ceil(32) as u64;
        let result = self.machine.transact_commit(tx).map_err(refused)?;
        match &result {
            ExecutionResult::Success { output: Output::Create(_, Some(address)), .. } => {
                let address = *address;
                Ok((address, outcome(result, intrinsic)?))
            }
            _ => outcome(result, intrinsic)
                .and_then(|_| Err(ContractError::Refused { reason: "no contract was created".into() })),
        }
    }

    /// Calls a contract and keeps what the call changes.
    pub fn call(&mut self, to: Address, calldata: Vec<u8>) -> Result<CallOutcome, ContractError> {
        self.pay(to, 0, calldata)
    }

    /// Calls a contract with money, in wei, and keeps what the call changes.
    pub fn pay(&mut self, to: Address, wei: u128, calldata: Vec<u8>) -> Result<CallOutcome, ContractError> {
        self.pay_beside(to, wei, calldata, &[])
    }

    /// The same beside blobs with these versioned hashes.
    pub fn pay_beside(
        &mut self,
        to: Address,
        wei: u128,
        calldata: Vec<u8>,
        blobs: &[[u8; 32]],
    ) -> Result<CallOutcome, ContractError> {
        let mut tx = self.transaction(TxKind::Call(to), calldata);
        tx.value = U256::from(wei);
        if !blobs.is_empty() {
            tx.tx_type = BLOB_TRANSACTION;
            tx.blob_hashes = blobs.iter().map(|hash| B256::from(*hash)).collect();
            tx.max_fee_per_blob_gas = BLOB_FEE;
        }
        let intrinsic = intrinsic_gas(&tx.data);
        let result = self.machine.transact_commit(tx).map_err(refused)?;
        outcome(result, intrinsic)
    }

    /// Calls a contract and forgets what the call changes.
    pub fn look(&mut self, to: Address, calldata: Vec<u8>) -> Result<CallOutcome, ContractError> {
        self.attempt(to, 0, calldata)
    }

    /// Calls a contract with money, in wei, and forgets what the call changes.
    pub fn attempt(
        &mut self,
        to: Address,
        wei: u128,
        calldata: Vec<u8>,
    ) -> Result<CallOutcome, ContractError> {
        let mut tx = self.transaction(TxKind::Call(to), calldata);
        (tx.value, tx.gas_price) = (U256::from(wei), 0);
        let intrinsic = intrinsic_gas(&tx.data);
        let result = self.machine.transact(tx).map_err(refused)?;
        outcome(result.result, intrinsic)
    }

    /// Seconds on the clock of the block that the next calls are in.
    pub fn time(&self) -> u64 {
        self.machine.ctx.block.timestamp.saturating_to()
    }

    /// Sets that clock.
    pub fn set_time(&mut self, seconds: u64) {
        self.machine.ctx.block.timestamp = U256::from(seconds);
    }

    /// What an account has, in wei.
    pub fn balance(&mut self, account: Address) -> u128 {
        let Ok(info) = self.machine.ctx.db_mut().basic(account);
        info.unwrap_or_default().balance.saturating_to()
    }

    /// Gives an account what it has, in wei; its nonce and code are gone, so it is not for contracts.
    pub fn fund(&mut self, account: Address, wei: u128) {
        let info = AccountInfo { balance: U256::from(wei), ..AccountInfo::default() };
        self.machine.ctx.db_mut().insert_account_info(account, info);
    }

    fn transaction(&mut self, kind: TxKind, data: Vec<u8>) -> TxEnv {
        let mut tx = TxEnv { caller: self.caller, kind, gas_limit: self.gas_limit, ..TxEnv::default() };
        tx.data = Bytes::from(data);
        tx.gas_price = self.gas_price;
        tx
    }
}

/// What a transaction costs before it runs.
fn intrinsic_gas(data: &[u8]) -> u64 {
    21_000 + data.iter().map(|byte| if *byte == 0 { 4 } else { 16 }).sum::<u64>()
}

/// What the creation of a contract costs on top.
const CREATION_GAS: u64 = 32_000;

fn refused(error: impl std::fmt::Display) -> ContractError {
    ContractError::Refused { reason: error.to_string() }
}

fn entry(log: revm::primitives::Log) -> Log {
    let topics = log.topics().iter().map(|topic| topic.0).collect();
    Log { address: log.address, topics, data: log.data.data.to_vec() }
}

fn outcome(result: ExecutionResult, intrinsic: u64) -> Result<CallOutcome, ContractError> {
    match result {
        ExecutionResult::Success { gas, logs, output, .. } => Ok(CallOutcome {
            output: output.into_data().to_vec(),
            logs: logs.into_iter().map(entry).collect(),
            gas: gas.total_gas_spent().saturating_sub(intrinsic),
            transaction_gas: gas.total_gas_spent().max(gas.floor_gas()),
        }),
        ExecutionResult::Revert { output, .. } => {
            let reason = revert_reason(&output);
            Err(ContractError::Revert { reason, data: output.to_vec() })
        }
        ExecutionResult::Halt { reason, .. } => Err(ContractError::Halt { reason: format!("{reason:?}") }),
    }
}
