module guests

// Programs for the virtual machine, to be linked with the settings that docs/fault-proof-vm.md names. Without them the
// version chooses the runtime's defaults: from 1.25 on it names its memory mappings with a system call (prctl) that the
// machine does not have.
go 1.24
