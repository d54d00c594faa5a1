//! A chain in this process: an EVM, a block for each transaction, and the log. Clones are the same chain.

use super::{Block, Chain, ChainError, Payload, Receipt};
use crate::blobs::Sidecar;
use crate::evm::{Address, ContractError, Evm, Log};
use fault_proof_vm::Hash;
use fault_proof_vm::keccak::keccak256;
use std::cell::{RefCell, RefMut};
use std::rc::Rc;

/// Wei that each account of a chain of its own starts with.
const FUNDS: u128 = 1_000_000_000_000_000_000_000_000;
/// Accounts of a chain of its own.
const ACCOUNTS: u8 = 20;
/// Time of the first block: after whatever a contract may take for never.
const GENESIS: u64 = 1_700_000_000;

/// A chain in this process.
#[derive(Debug, Clone)]
pub struct Local(Rc<RefCell<World>>);

#[derive(Debug)]
struct World {
    evm: Evm,
    /// Log entries by block.
    logs: Vec<(u64, Log)>,
    block: u64,
}

impl Default for Local {
    fn default() -> Self {
        Self::new()
    }
}

impl Local {
    /// A new chain, with accounts that have money.
    pub fn new() -> Self {
        let mut evm = Evm::new();
        evm.set_time(GENESIS);
        for account in Self::accounts() {
            evm.fund(account, FUNDS);
        }
        Self(Rc::new(RefCell::new(World { evm, logs: Vec::new(), block: 0 })))
    }

    /// The accounts that have money.
    pub fn accounts() -> Vec<Address> {
        let account = |number| {
            let mut bytes = [0xac; 20];
            bytes[19] = number;
            Address::from(bytes)
        };
        (1..=ACCOUNTS).map(account).collect()
    }

    /// Lets time pass.
    pub fn pass(&self, seconds: u64) {
        let mut world = self.world();
        let time = world.evm.time().saturating_add(seconds);
        world.evm.set_time(time);
    }

    /// Number of the last block.
    pub fn number(&self) -> u64 {
        self.world().block
    }

    /// Has callers pay so many wei for a unit of gas, of which a transaction may use `limit`.
    pub fn set_gas(&self, price: u128, limit: u64) {
        let mut world = self.world();
        (world.evm.gas_price, world.evm.gas_limit) = (price, limit);
    }

    /// Gives an account what it has, in wei.
    pub fn fund(&self, account: Address, wei: u128) {
        self.world().evm.fund(account, wei);
    }

    /// Gas that a call would take now.
    ///
    /// # Errors
    /// [`ChainError`].
    pub fn estimate(&self, from: Address, to: Address, wei: u128, data: Vec<u8>) -> Result<u64, ChainError> {
        let mut world = self.world();
        world.evm.caller = from;
        Ok(world.evm.attempt(to, wei, data)?.transaction_gas)
    }

    fn send_now(&self, from: Address, payload: Payload) -> Result<Receipt, ChainError> {
        let Payload { to, wei, data, blobs } = payload;
        let hashes: Vec<Hash> = blobs.iter().map(Sidecar::versioned_hash).collect();
        let mut world = self.world();
        world.evm.caller = from;
        let (created, outcome) = match to {
            Some(to) => (None, world.evm.pay_beside(to, wei, data, &hashes)?),
            None if wei > 0 => {
                let reason = "contracts are made without money".to_owned();
                return Err(ContractError::Refused { reason }.into());
            }
            None => {
                let (address, outcome) = world.evm.deploy(&data, &[])?;
                (Some(address), outcome)
            }
        };
        world.block += 1;
        let block = world.block;
        world.logs.extend(outcome.logs.iter().map(|log| (block, log.clone())));
        Ok(Receipt { gas: outcome.transaction_gas, logs: outcome.logs, created, block })
    }

    fn world(&self) -> RefMut<'_, World> {
        self.0.borrow_mut()
    }
}

impl Chain for Local {
    fn time(&mut self) -> Result<u64, ChainError> {
        Ok(self.world().evm.time())
    }

    fn block(&mut self, number: Option<u64>) -> Result<Block, ChainError> {
        let number = number.unwrap_or(self.world().block);
        Ok(Block { number, hash: keccak256(&number.to_be_bytes()) })
    }

    fn look(&mut self, to: Address, data: Vec<u8>) -> Result<Vec<u8>, ChainError> {
        Ok(self.world().evm.look(to, data)?.output)
    }

    fn send_all(&mut self, from: Address, payloads: Vec<Payload>) -> Vec<Result<Receipt, ChainError>> {
        payloads.into_iter().map(|payload| self.send_now(from, payload)).collect()
    }

    fn balance(&mut self, account: Address) -> Result<u128, ChainError> {
        Ok(self.world().evm.balance(account))
    }

    fn logs(&mut self, address: Address, from_block: u64, to_block: u64) -> Result<Vec<Log>, ChainError> {
        let world = self.world();
        let blocks = from_block..=to_block;
        let ours = world.logs.iter().filter(|(block, log)| blocks.contains(block) && log.address == address);
        Ok(ours.map(|(_, log)| log.clone()).collect())
    }
}
