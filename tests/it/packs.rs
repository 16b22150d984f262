//! Packs on disk: from repositories and archives, under a lock, and within their folders.

use std::fs;
use std::path::Path;

use crate::desk::{git, planlint, said, write};

const RULES: &str = "rule coin \"No crypto to speak of\" { crypto <= 5% }\n";
const MENU: &str = "options:\n  - { name: Harbor, assets: $10M, class: us_equity }\n";

/// A pack in a folder.
fn pack(folder: &Path, name: &str, version: &str, rules: &str) {
    write(&folder.join("planlint.toml"), &format!("[pack]\nname = \"{name}\"\nversion = \"{version}\"\n"));
    write(&folder.join("rules.ips"), rules);
}

/// A project that uses packs listed like this.
fn project(folder: &Path, packs: &str, policy: &str) {
    let settings = format!("policies = [\"policy.ips\"]\nmenu.files = [\"menu.yaml\"]\n\n[packs]\n{packs}");
    write(&folder.join("planlint.toml"), &settings);
    write(&folder.join("policy.ips"), policy);
    write(&folder.join("menu.yaml"), MENU);
}

fn repository(folder: &Path) {
    pack(folder, "acme.coin", "1.0.0", RULES);
    git(folder, &["init", "--quiet"]);
    git(folder, &["add", "--all"]);
    git(folder, &["commit", "--quiet", "--message", "one"]);
    git(folder, &["tag", "v1.0.0"]);
}

/// Every file of a folder with its content, but for those of git.
fn everything(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(everything(&path));
        } else {
            found.push((path.to_string_lossy().into_owned(), fs::read(&path).unwrap()));
        }
    }
    found.sort();
    found
}

#[test]
fn a_pack_comes_from_a_repository_and_is_vendored() {
    let desk = tempfile::tempdir().unwrap();
    let plan = desk.path().join("plan");
    repository(&desk.path().join("rules"));
    project(&plan, "", "use acme.coin\n");
    let add = planlint(&plan, &["pack", "add", "acme.coin", "--git", "../rules", "--rev", "v1.0.0"]);
    assert!(add.status.success(), "{}", said(&add));
    assert!(planlint(&plan, &["check"]).status.success());

    // Another computer has the lock, and not the pack.
    fs::remove_dir_all(plan.join(".planlint")).unwrap();
    let check = planlint(&plan, &["check"]);
    assert_eq!(check.status.code(), Some(1));
    assert!(said(&check).contains("is not on this computer yet"), "{}", said(&check));
    let update = planlint(&plan, &["pack", "update", "--locked"]);
    assert!(update.status.success(), "{}", said(&update));
    assert!(planlint(&plan, &["check"]).status.success());

    // A tag that was moved is seen, and is not taken unasked.
    write(&desk.path().join("rules/rules.ips"), &RULES.replace("5%", "50%"));
    git(&desk.path().join("rules"), &["commit", "--quiet", "--all", "--message", "two"]);
    git(&desk.path().join("rules"), &["tag", "--force", "v1.0.0"]);
    let before = everything(&plan);
    let locked = planlint(&plan, &["pack", "update", "--locked"]);
    assert_eq!(locked.status.code(), Some(1));
    assert!(said(&locked).contains("`rules.ips` has changed"), "{}", said(&locked));
    let dry = planlint(&plan, &["pack", "update", "--dry-run"]);
    assert!(said(&dry).contains("rules.ips has changed"), "{}", said(&dry));
    let limits = "loosened   coin\n           - crypto <= 5%\n           + crypto <= 50%\n";
    assert!(said(&dry).contains(limits), "{}", said(&dry));
    assert_eq!(everything(&plan), before, "nothing was written");

    let vendor = planlint(&plan, &["pack", "vendor"]);
    assert!(vendor.status.success(), "{}", said(&vendor));
    fs::remove_dir_all(plan.join(".planlint")).unwrap();
    fs::remove_dir_all(desk.path().join("rules")).unwrap();
    assert!(planlint(&plan, &["check"]).status.success());
}

#[test]
fn one_changed_byte_is_refused() {
    let desk = tempfile::tempdir().unwrap();
    let (plan, rules) = (desk.path().join("plan"), desk.path().join("rules"));
    pack(&rules, "acme.coin", "1.0.0", RULES);
    project(&plan, "coin = { path = \"../rules\" }\n", "use acme.coin\n");
    assert!(planlint(&plan, &["pack", "lock"]).status.success());
    assert!(planlint(&plan, &["check"]).status.success());
    let text = RULES.as_bytes();
    for at in 0..text.len() {
        let mut changed = text.to_vec();
        changed[at] ^= 1;
        fs::write(rules.join("rules.ips"), changed).unwrap();
        let check = planlint(&plan, &["check", "--format", "plain"]);
        assert_eq!(check.status.code(), Some(1), "byte {at}");
        assert!(said(&check).contains("`rules.ips` has changed"), "byte {at}: {}", said(&check));
        assert!(said(&check).contains("nothing was checked"), "byte {at}: {}", said(&check));
    }
}

#[test]
fn a_repository_may_be_a_library_of_packs() {
    let desk = tempfile::tempdir().unwrap();
    let (rules, plan) = (desk.path().join("rules"), desk.path().join("plan"));
    pack(&rules.join("packs/coin"), "acme.coin", "1.0.0", RULES);
    pack(&rules.join("packs/fees"), "acme.fees", "1.0.0", "expense_ratio net <= 1%\n");
    git(&rules, &["init", "--quiet"]);
    git(&rules, &["add", "--all"]);
    git(&rules, &["commit", "--quiet", "--message", "one"]);
    git(&rules, &["tag", "v1.0.0"]);
    project(&plan, "", "use acme.coin\n");
    let add = |folder: &str| {
        let from = ["--git", "../rules", "--rev", "v1.0.0", "--folder", folder];
        planlint(&plan, &[&["pack", "add", "acme.coin"][..], &from].concat())
    };
    // The place for packs is made, and stays empty.
    let kept = || {
        everything(&plan).into_iter().filter(|(path, _)| !path.ends_with(".gitignore")).collect::<Vec<_>>()
    };
    let before = kept();
    for (folder, why) in [
        ("packs/coins", "it has no folder `packs/coins`"),
        ("../rules", "is no folder of a repository"),
        ("/etc", "is no folder of a repository"),
        ("--output=evil", "is no folder of a repository"),
    ] {
        let refused = add(folder);
        assert!(!refused.status.success() && said(&refused).contains(why), "{folder}: {}", said(&refused));
        assert_eq!(kept(), before, "{folder}");
    }
    let added = add("packs/coin");
    assert!(added.status.success(), "{}", said(&added));
    assert!(said(&added).contains("git ../rules at v1.0.0, packs/coin"), "{}", said(&added));
    let checked = planlint(&plan, &["check", "--format", "plain"]);
    assert!(checked.status.success(), "{}", said(&checked));
    assert!(said(&checked).contains("acme.coin/coin"), "{}", said(&checked));
}

/// Public keys of minisign, and what the first of them signed: the pack of [`pack`] called `acme.coin`, 1.0.0, with [`RULES`].
const KEYS: [&str; 2] = [
    "RWQrmddnl9ZOOF7RkUqfRuQPVBHF6Ll1GiBHO5fkBzafuGf8KfmqK4ZI",
    "RWSjV4oughX/j4Qv3xOjSOLN4G5qWIOMIa5ARkCwCNZydCw+3ryIttZ4",
];
const SIGNATURE: &str = "\
untrusted comment: signature from minisign secret key
RUQrmddnl9ZOOMOiQ9zCLcxZY8DHhA7a3DaOBWP5CGyXy9PsRmE5Iv529XJd2CMIgAU4/P2uooLzWXiiMW4gApubyk4mkzGh6gw=
trusted comment: timestamp:1763769600\tfile:pack.digest\thashed
hRZTQ6nhCzaT+VYgZQfciOlvK8KFuHyCS0cRiK96b7DCPg8uBuKy/lc8WRlMotK2vJtB924cgSS03gLJ3WrOAw==
";
/// The same as minisign before version 0.8 signed it.
const OLD_SIGNATURE: &str = "\
untrusted comment: signature from minisign secret key
RWQrmddnl9ZOOBXfA6ctuTu68CgM3Ny7BlbWHGOkt34KLk7/EvAZYU7E5cBK7/nXPv4/42MP7UwlQLYS007p31lOWj45TM7jxAY=
trusted comment: timestamp:1763769600\tfile:pack.digest
6iWp634BtLXBb2Le8G4xK7CpYBawZpgk4rHJ2RgqNl7hhgjNV8bivfXztv88QWfbAfyNfseHap8FS+VwiukgDA==
";

#[test]
fn a_pack_is_signed_by_the_key_that_is_pinned() {
    let desk = tempfile::tempdir().unwrap();
    let (plan, rules) = (desk.path().join("plan"), desk.path().join("rules"));
    pack(&rules, "acme.coin", "1.0.0", RULES);
    let pinned = |key: &str| {
        let listed = format!("coin = {{ path = \"../rules\", minisign = \"{key}\" }}\n");
        project(&plan, &listed, "use acme.coin\n");
    };
    let signature = rules.join("pack.digest.minisig");
    let refused = |message: &str| {
        for arguments in
            [&["check", "--format", "plain"][..], &["pack", "lock"], &["pack", "vendor"], &["test"]]
        {
            let run = planlint(&plan, arguments);
            assert_eq!(run.status.code(), Some(1), "{arguments:?}: {}", said(&run));
            assert!(said(&run).contains(message), "{arguments:?}: {}", said(&run));
            assert!(!said(&run).contains("crypto"), "nothing is used: {}", said(&run));
        }
        assert!(!plan.join("planlint.lock").exists() && !plan.join("vendor").exists());
    };
    pinned(KEYS[0]);
    refused("is not signed, and this asks for a signature");
    fs::write(&signature, "no signature").unwrap();
    refused("is no signature of minisign");
    fs::write(&signature, SIGNATURE.replace("hRZTQ6nh", "hRZTQ6nj")).unwrap();
    refused("does not fit its files");
    fs::write(&signature, SIGNATURE.replace("1763769600", "1863769600")).unwrap();
    refused("does not fit its files");
    fs::write(&signature, SIGNATURE).unwrap();
    pinned(KEYS[1]);
    refused("is signed with another key than this one");
    pinned("RWQ");
    refused("`RWQ` is no public key of minisign");
    pinned(KEYS[0]);
    write(&rules.join("more.ips"), "hedge_fund <= 1%\n");
    refused("does not fit its files");
    fs::remove_file(rules.join("more.ips")).unwrap();
    for at in 0..RULES.len() {
        let mut changed = RULES.as_bytes().to_vec();
        changed[at] ^= 1;
        fs::write(rules.join("rules.ips"), changed).unwrap();
        let check = planlint(&plan, &["check", "--format", "plain"]);
        assert!(said(&check).contains("does not fit its files"), "byte {at}: {}", said(&check));
    }
    fs::write(rules.join("rules.ips"), RULES).unwrap();

    // The list itself may be kept beside its signature.
    let digest = planlint(desk.path(), &["pack", "digest", "rules"]);
    fs::write(rules.join("pack.digest"), digest.stdout).unwrap();
    for text in [OLD_SIGNATURE, SIGNATURE] {
        fs::write(&signature, text).unwrap();
        let check = planlint(&plan, &["check"]);
        assert!(check.status.success(), "{}", said(&check));
    }
    assert!(planlint(&plan, &["pack", "vendor"]).status.success());
    let verify = planlint(&plan, &["pack", "verify"]);
    assert!(said(&verify).contains("4 files, signed"), "{}", said(&verify));
    assert!(
        fs::read_to_string(plan.join("planlint.toml")).unwrap().contains(KEYS[0]),
        "the key stays pinned"
    );

    let no_pack = planlint(&plan, &["pack", "digest", "."]);
    assert_eq!(no_pack.status.code(), Some(2), "{}", said(&no_pack));

    let other = desk.path().join("other");
    project(&other, "", "use acme.coin\n");
    let add = |key| planlint(&other, &["pack", "add", "acme.coin", "--path", "../rules", "--minisign", key]);
    let before = everything(&other);
    assert_eq!(add(KEYS[1]).status.code(), Some(1));
    let after: Vec<_> =
        everything(&other).into_iter().filter(|(path, _)| !path.contains(".planlint")).collect();
    assert_eq!(after, before);
    assert!(add(KEYS[0]).status.success());
    assert!(planlint(&other, &["check"]).status.success());
}

#[test]
fn what_cannot_be_got_leaves_nothing_behind() {
    let desk = tempfile::tempdir().unwrap();
    let plan = desk.path().join("plan");
    repository(&desk.path().join("rules"));
    project(&plan, "", "crypto <= 1%\n");
    write(&desk.path().join("none.zip"), "no archive");
    // The folder of the store is made once, and stays.
    planlint(&plan, &["pack", "add", "x", "--archive", "../none.zip"]);
    let before = everything(&plan);
    let attempts: [&[&str]; 6] = [
        &["--archive", "../none.zip"],
        &["--archive", "../nowhere.zip"],
        &["--git", "../rules", "--rev", "v9.9.9"],
        &["--git", "../nowhere", "--rev", "v1.0.0"],
        &["--git", "--upload-pack=touch evil", "--rev", "v1.0.0"],
        &["--git", "ext::sh -c touch% evil", "--rev", "v1.0.0"],
    ];
    for attempt in attempts {
        let add = planlint(&plan, &[&["pack", "add", "x"], attempt].concat());
        assert_ne!(add.status.code(), Some(0), "{attempt:?}");
        assert_eq!(everything(&plan), before, "{attempt:?}");
    }
    assert!(!desk.path().join("evil").exists() && !plan.join("evil").exists());
}

#[cfg(unix)]
#[test]
fn a_name_of_two_lines_is_refused() {
    let desk = tempfile::tempdir().unwrap();
    let (plan, rules) = (desk.path().join("plan"), desk.path().join("rules"));
    pack(&rules, "acme.coin", "1.0.0", RULES);
    project(&plan, "coin = { path = \"../rules\" }\n", "use acme.coin\n");
    assert!(planlint(&plan, &["check"]).status.success());
    write(&rules.join("a\nb.ips"), RULES);
    let check = planlint(&plan, &["check", "--format", "plain"]);
    assert_eq!(check.status.code(), Some(1));
    assert!(said(&check).contains("whose name cannot be written on a line"), "{}", said(&check));
}

#[test]
fn a_pack_stays_in_its_folder() {
    let desk = tempfile::tempdir().unwrap();
    let (plan, rules) = (desk.path().join("plan"), desk.path().join("rules"));
    pack(&desk.path().join("secret"), "acme.secret", "1.0.0", RULES);
    project(&plan, "coin = { path = \"../rules\" }\n", "use acme.coin\n");
    let needs = |path: &str| {
        let _ = fs::remove_dir_all(&rules);
        pack(&rules, "acme.coin", "1.0.0", "use acme.secret\ncrypto <= 5%\n");
        let mut settings = fs::read_to_string(rules.join("planlint.toml")).unwrap();
        settings.push_str(&format!("\n[packs]\n\"acme.secret\" = {{ path = \"{path}\" }}\n"));
        write(&rules.join("planlint.toml"), &settings);
    };
    let refused = || {
        let check = planlint(&plan, &["check", "--format", "plain"]);
        assert_eq!(check.status.code(), Some(1));
        assert!(said(&check).contains("a pack cannot read outside of its folder"), "{}", said(&check));
    };
    needs("../secret");
    refused();
    needs(&desk.path().join("secret").to_string_lossy());
    refused();
    needs("inner/../../secret");
    refused();
    needs("inner");
    std::os::unix::fs::symlink(desk.path().join("secret"), rules.join("inner")).unwrap();
    refused();
    needs("inner");
    pack(&rules.join("inner"), "acme.secret", "1.0.0", RULES);
    assert!(planlint(&plan, &["check"]).status.success());
    std::os::unix::fs::symlink(desk.path().join("secret/rules.ips"), rules.join("inner/more.ips")).unwrap();
    refused();
}

/// `weight` is a fact of the option; another pack has one of the holding. Each pack keeps its own meaning.
#[test]
fn a_pack_knows_its_own_words_only() {
    let desk = tempfile::tempdir().unwrap();
    let plan = desk.path().join("plan");
    pack(
        &desk.path().join("rules/one"),
        "acme.one",
        "1.0.0",
        "let tier = is_core\nlet art = assets\nrule big { each option where tier: art >= $1M }\n\
         test \"small\" { given option \"A\" { assets $1k, is_core }; expect big breach }\n",
    );
    pack(
        &desk.path().join("rules/two"),
        "acme.two",
        "1.0.0",
        "class art in alternatives \"Works of art\"\nfact tier of option: one of a, b, \"Tier\"\n\
         fact intends_404c of option: flag, \"Of the option itself\"\nart <= 1%\n",
    );
    let packs = "one = { path = \"../rules/one\" }\ntwo = { path = \"../rules/two\" }\n";
    project(
        &plan,
        packs,
        "use acme.one\nuse acme.two\nlet volatile = art\nvolatile <= 2%\n\
         test \"small\" { given option \"A\" { assets $1k, is_core, tier a }; expect big breach }\n",
    );
    let test = planlint(&plan, &["test", "--format", "plain"]);
    assert!(test.status.success(), "{}", said(&test));
}

#[test]
fn the_order_of_packs_and_files_decides_nothing() {
    let desk = tempfile::tempdir().unwrap();
    for name in ["one", "two", "three"] {
        pack(&desk.path().join("rules").join(name), &format!("acme.{name}"), "1.0.0", RULES);
    }
    let listed =
        |names: [&str; 3]| names.map(|name| format!("{name} = {{ path = \"../rules/{name}\" }}\n")).concat();
    let used = |names: [&str; 3]| names.map(|name| format!("use acme.{name}\n")).concat();
    let (plan, orders) = (desk.path().join("plan"), [["one", "two", "three"], ["three", "one", "two"]]);
    let rules = |order: [&str; 3]| {
        project(&plan, &listed(order), &used(order));
        let check = planlint(&plan, &["check", "--as-of", "2026-11-22"]);
        assert!(check.status.success(), "{}", said(&check));
        assert!(planlint(&plan, &["pack", "lock"]).status.success());
        let lock = fs::read_to_string(plan.join("planlint.lock")).unwrap();
        fs::remove_file(plan.join("planlint.lock")).unwrap();
        (said(&check), lock)
    };
    assert_eq!(rules(orders[0]), rules(orders[1]));
}
