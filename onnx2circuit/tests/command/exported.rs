//! What `export-verifier` leaves alone: files of others, and its own that were changed.

use crate::folder::Folder;

#[test]
fn an_export_replaces_and_removes_its_own_files_alone() {
    let folder = Folder::new();
    folder.write("m.onnx", tests::onnx::perceptron(1));
    folder.write("x.json", "[[0.5, -0.25, 0.75, -1]]");
    folder.run("compile m.onnx -o m.o2c --input-range x=-1..1").fine();
    folder.run("setup m.o2c --unsafe-development-srs -o keys --hashed x").fine();
    std::fs::create_dir(folder.path("theirs")).expect("a folder");
    let prove = "prove m.o2c --unsafe-development-srs --keys keys --input x.json";
    folder.run(&format!("{prove} --salts theirs/call.hex")).fine();
    let with_proof = |to: &str| format!("export-verifier keys -o {to} --proof proof.bin");
    let text = |name: &str| std::fs::read_to_string(folder.path(name)).expect("a file");

    // Salts of the same name, and a key of something else.
    let salts = text("theirs/call.hex");
    let refused = folder.refuses(&with_proof("theirs"));
    assert!(refused.contains("theirs/call.hex") && refused.contains("no export wrote it"), "{refused}");
    assert_eq!(text("theirs/call.hex"), salts);
    assert!(!folder.path("theirs/key.json").exists() && !folder.path("theirs/src").exists());
    std::fs::create_dir(folder.path("keystore")).expect("a folder");
    folder.write("keystore/key.json", r#"{"crypto": {}, "version": 3}"#);
    let refused = folder.refuses("export-verifier keys -o keystore");
    assert!(refused.contains("keystore/key.json") && refused.contains("was not written by"), "{refused}");
    assert_eq!(text("keystore/key.json"), r#"{"crypto": {}, "version": 3}"#);

    // A proof's call goes with the proof; what others wrote beside stays.
    folder.run(&with_proof("project")).fine();
    assert!(folder.path("project/call.hex").exists());
    folder.write("project/notes.txt", "mine");
    let exported = text("project/key.json");
    folder.run("export-verifier keys -o project").fine();
    assert!(!folder.path("project/call.hex").exists(), "the call of a proof that is not given any more");
    assert_eq!(text("project/notes.txt"), "mine");
    folder.run(&with_proof("project")).fine();
    assert_eq!(text("project/key.json"), exported);

    // What its owner changed is nobody's to replace, nor to remove.
    for (name, line) in [
        ("project/src/ExampleClassifier.sol", with_proof("project")),
        ("project/call.hex", "export-verifier keys -o project".to_owned()),
    ] {
        let before = text(name);
        folder.write(name, format!("{before} "));
        let refused = folder.refuses(&line);
        assert!(refused.contains(name) && refused.contains("was changed since"), "{refused}");
        assert_eq!(text(name), format!("{before} "));
        folder.write(name, before);
    }
    folder.run("export-verifier keys -o project").fine();
}
