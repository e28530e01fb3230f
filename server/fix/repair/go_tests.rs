//! Broken programs of Go as people write them who know another language, and the first repair that is expected.

use super::tests::expect;
use crate::syntax::Language;

#[test]
fn statements_of_other_languages() {
    expect(
        Language::Go,
        &[
            (
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tvar a int[5]\n\tfmt.Println(a)\n}\n",
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tvar a [5]int\n\tfmt.Println(a)\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\ta := int[]{1, 2}\n\tfmt.Println(a)\n}\n",
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\ta := []int{1, 2}\n\tfmt.Println(a)\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nfunc f(a int[]) int {\n\treturn len(a)\n}\n\nfunc main() {\n\tfmt.Println(f(nil))\n}\n",
                "package main\n\nimport \"fmt\"\n\nfunc f(a []int) int {\n\treturn len(a)\n}\n\nfunc main() {\n\tfmt.Println(f(nil))\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nfunc f() string[] {\n\treturn nil\n}\n\nfunc main() {\n\tfmt.Println(f())\n}\n",
                "package main\n\nimport \"fmt\"\n\nfunc f() []string {\n\treturn nil\n}\n\nfunc main() {\n\tfmt.Println(f())\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\ntype T struct {\n\tname string\n\ttags string[]\n}\n\nfunc main() {\n\tfmt.Println(T{})\n}\n",
                "package main\n\nimport \"fmt\"\n\ntype T struct {\n\tname string\n\ttags []string\n}\n\nfunc main() {\n\tfmt.Println(T{})\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tx := make(string[], 5)\n\tfmt.Println(x)\n}\n",
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tx := make([]string, 5)\n\tfmt.Println(x)\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tvar m map[string]string[]\n\tfmt.Println(m)\n}\n",
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tvar m map[string][]string\n\tfmt.Println(m)\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tint a = 5\n\tfmt.Println(a)\n}\n",
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tvar a int = 5\n\tfmt.Println(a)\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tstring s := \"a\"\n\tfmt.Println(s)\n}\n",
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\ts := \"a\"\n\tfmt.Println(s)\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tfor (int i = 0; i < 5; i++) {\n\t\tfmt.Println(i)\n\t}\n}\n",
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tfor i := 0; i < 5; i++ {\n\t\tfmt.Println(i)\n\t}\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tfor (i := 0; i < 5; i++) {\n\t\tfmt.Println(i)\n\t}\n}\n",
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tfor i := 0; i < 5; i++ {\n\t\tfmt.Println(i)\n\t}\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tfor i := 0; i < 5; ++i {\n\t\tfmt.Println(i)\n\t}\n}\n",
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tfor i := 0; i < 5; i++ {\n\t\tfmt.Println(i)\n\t}\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tfor int i := 0; i < 5; i++ {\n\t\tfmt.Println(i)\n\t}\n}\n",
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tfor i := 0; i < 5; i++ {\n\t\tfmt.Println(i)\n\t}\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\txs := []string{\"a\"}\n\tfor x in xs {\n\t\tfmt.Println(x)\n\t}\n}\n",
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\txs := []string{\"a\"}\n\tfor _, x := range xs {\n\t\tfmt.Println(x)\n\t}\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\txs := []string{\"a\"}\n\tfor i, x in xs {\n\t\tfmt.Println(i, x)\n\t}\n}\n",
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\txs := []string{\"a\"}\n\tfor i, x := range xs {\n\t\tfmt.Println(i, x)\n\t}\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\txs := []string{\"a\"}\n\tfor i, x in range xs {\n\t\tfmt.Println(i, x)\n\t}\n}\n",
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\txs := []string{\"a\"}\n\tfor i, x := range xs {\n\t\tfmt.Println(i, x)\n\t}\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\txs := []string{\"a\"}\n\tfor x of xs {\n\t\tfmt.Println(x)\n\t}\n}\n",
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\txs := []string{\"a\"}\n\tfor _, x := range xs {\n\t\tfmt.Println(x)\n\t}\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tn := 3\n\twhile n > 0 {\n\t\tn--\n\t}\n\tfmt.Println(n)\n}\n",
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tn := 3\n\tfor n > 0 {\n\t\tn--\n\t}\n\tfmt.Println(n)\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tn := 3\n\twhile (n > 0) {\n\t\tn--\n\t}\n\tfmt.Println(n)\n}\n",
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tn := 3\n\tfor n > 0 {\n\t\tn--\n\t}\n\tfmt.Println(n)\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tn := 3\n\tif n > 0 fmt.Println(n)\n}\n",
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tn := 3\n\tif n > 0 {\n\t\tfmt.Println(n)\n\t}\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tn := 3\n\tif (n > 0)\n\t\treturn\n\tfmt.Println(n)\n}\n",
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tn := 3\n\tif n > 0 {\n\t\treturn\n\t}\n\tfmt.Println(n)\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tn := 3\n\tx := n > 2 ? 1 : 2\n\tfmt.Println(x)\n}\n",
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tn := 3\n\tx := 2\n\tif n > 2 {\n\t\tx = 1\n\t}\n\tfmt.Println(x)\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\ta := [1, 2, 3]\n\tfmt.Println(a)\n}\n",
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\ta := []int{1, 2, 3}\n\tfmt.Println(a)\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\ta := {1, 2, 3}\n\tfmt.Println(a)\n}\n",
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\ta := []int{1, 2, 3}\n\tfmt.Println(a)\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\ta := [\"a\", \"b\"]\n\tfmt.Println(a)\n}\n",
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\ta := []string{\"a\", \"b\"}\n\tfmt.Println(a)\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\ta := {\"a\": 1}\n\tfmt.Println(a)\n}\n",
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\ta := map[string]int{\"a\": 1}\n\tfmt.Println(a)\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nfunc f() -> int {\n\treturn 1\n}\n\nfunc main() {\n\tfmt.Println(f())\n}\n",
                "package main\n\nimport \"fmt\"\n\nfunc f() int {\n\treturn 1\n}\n\nfunc main() {\n\tfmt.Println(f())\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nfunc f(): int {\n\treturn 1\n}\n\nfunc main() {\n\tfmt.Println(f())\n}\n",
                "package main\n\nimport \"fmt\"\n\nfunc f() int {\n\treturn 1\n}\n\nfunc main() {\n\tfmt.Println(f())\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tconst x := 5\n\tfmt.Println(x)\n}\n",
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tconst x = 5\n\tfmt.Println(x)\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tvar x := 5\n\tfmt.Println(x)\n}\n",
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tvar x = 5\n\tfmt.Println(x)\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tlet x = 5\n\tfmt.Println(x)\n}\n",
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tvar x = 5\n\tfmt.Println(x)\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tn := 3\n\tif n == 3 then {\n\t\tfmt.Println(n)\n\t}\n}\n",
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tn := 3\n\tif n == 3 {\n\t\tfmt.Println(n)\n\t}\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nstruct T {\n\ta int\n}\n\nfunc main() {\n\tfmt.Println(T{})\n}\n",
                "package main\n\nimport \"fmt\"\n\ntype T struct {\n\ta int\n}\n\nfunc main() {\n\tfmt.Println(T{})\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nclass T {\n\ta int\n}\n\nfunc main() {\n\tfmt.Println(T{})\n}\n",
                "package main\n\nimport \"fmt\"\n\ntype T struct {\n\ta int\n}\n\nfunc main() {\n\tfmt.Println(T{})\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\ninterface I {\n\tM()\n}\n\nfunc main() {\n\tvar i I\n\tfmt.Println(i)\n}\n",
                "package main\n\nimport \"fmt\"\n\ntype I interface {\n\tM()\n}\n\nfunc main() {\n\tvar i I\n\tfmt.Println(i)\n}\n",
            ),
            ("package main\n\nimport fmt\n\nfunc main() {\n\tfmt.Println()\n}\n", "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tfmt.Println()\n}\n"),
            (
                "package main\n\nimport \"fmt\", \"os\"\n\nfunc main() {\n\tfmt.Println(os.Args)\n}\n",
                "package main\n\nimport (\n\t\"fmt\"\n\t\"os\"\n)\n\nfunc main() {\n\tfmt.Println(os.Args)\n}\n",
            ),
            (
                "package main\n\nimport {\n\t\"fmt\"\n\t\"os\"\n}\n\nfunc main() {\n\tfmt.Println(os.Args)\n}\n",
                "package main\n\nimport (\n\t\"fmt\"\n\t\"os\"\n)\n\nfunc main() {\n\tfmt.Println(os.Args)\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\ts := 'abc'\n\tfmt.Println(s)\n}\n",
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\ts := \"abc\"\n\tfmt.Println(s)\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tx := 1\n\t++x\n\tfmt.Println(x)\n}\n",
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tx := 1\n\tx++\n\tfmt.Println(x)\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tx := 1\n\ty := x++\n\tfmt.Println(x, y)\n}\n",
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tx := 1\n\ty := x\n\tx++\n\tfmt.Println(x, y)\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nfunc f<T any>(a T) T {\n\treturn a\n}\n\nfunc main() {\n\tfmt.Println(f(1))\n}\n",
                "package main\n\nimport \"fmt\"\n\nfunc f[T any](a T) T {\n\treturn a\n}\n\nfunc main() {\n\tfmt.Println(f(1))\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tn := 3\n\tif n == 3 {\n\t\tfmt.Println(n)\n\t}\n\telse {\n\t\tfmt.Println()\n\t}\n}\n",
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tn := 3\n\tif n == 3 {\n\t\tfmt.Println(n)\n\t} else {\n\t\tfmt.Println()\n\t}\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tn := 3\n\tif n == 3\n\t{\n\t\tfmt.Println(n)\n\t}\n}\n",
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tn := 3\n\tif n == 3 {\n\t\tfmt.Println(n)\n\t}\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tn := 3\n\tif n == 3 and n > 1 {\n\t\tfmt.Println(n)\n\t}\n}\n",
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tn := 3\n\tif n == 3 && n > 1 {\n\t\tfmt.Println(n)\n\t}\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tn := true\n\tif not n {\n\t\tfmt.Println(n)\n\t}\n}\n",
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tn := true\n\tif !n {\n\t\tfmt.Println(n)\n\t}\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\t# a comment\n\tfmt.Println()\n}\n",
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\t// a comment\n\tfmt.Println()\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nfunc f() int, error {\n\treturn 1, nil\n}\n\nfunc main() {\n\tfmt.Println(f())\n}\n",
                "package main\n\nimport \"fmt\"\n\nfunc f() (int, error) {\n\treturn 1, nil\n}\n\nfunc main() {\n\tfmt.Println(f())\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\ntype T struct{}\n\nfunc main() {\n\tx := new T()\n\tfmt.Println(x)\n}\n",
                "package main\n\nimport \"fmt\"\n\ntype T struct{}\n\nfunc main() {\n\tx := new(T)\n\tfmt.Println(x)\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tm := map[string, int]{}\n\tfmt.Println(m)\n}\n",
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tm := map[string]int{}\n\tfmt.Println(m)\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tm := make(map<string, int>)\n\tfmt.Println(m)\n}\n",
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tm := make(map[string]int)\n\tfmt.Println(m)\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tn := 3\n\tswitch n {\n\tcase 1:\n\t\tfmt.Println(n)\n\telse:\n\t\tfmt.Println()\n\t}\n}\n",
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tn := 3\n\tswitch n {\n\tcase 1:\n\t\tfmt.Println(n)\n\tdefault:\n\t\tfmt.Println()\n\t}\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tfmt.Println(\"a\"),\n\tfmt.Println(\"b\")\n}\n",
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tfmt.Println(\"a\")\n\tfmt.Println(\"b\")\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\ntype T struct{}\n\nfunc T.m() {\n\tfmt.Println()\n}\n\nfunc main() {\n\tT{}.m()\n}\n",
                "package main\n\nimport \"fmt\"\n\ntype T struct{}\n\nfunc (t T) m() {\n\tfmt.Println()\n}\n\nfunc main() {\n\tT{}.m()\n}\n",
            ),
            (
                "package p\n\nfunc f(a int) (int, error) {\n\tif a > 1 {\n\t\treturn 1, nil\n\t}\n\ta, nil\n}\n",
                "package p\n\nfunc f(a int) (int, error) {\n\tif a > 1 {\n\t\treturn 1, nil\n\t}\n\treturn a, nil\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tfor i := 0, i < 5, i++ {\n\t\tfmt.Println(i)\n\t}\n}\n",
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tfor i := 0; i < 5; i++ {\n\t\tfmt.Println(i)\n\t}\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tm := map[string]int{\"a\" => 1, \"b\" => 2}\n\tfmt.Println(m)\n}\n",
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tm := map[string]int{\"a\": 1, \"b\": 2}\n\tfmt.Println(m)\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tm := map[string]int{\"a\" = 1}\n\tfmt.Println(m)\n}\n",
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tm := map[string]int{\"a\": 1}\n\tfmt.Println(m)\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tfmt.Println \"x\"\n}\n",
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tfmt.Println(\"x\")\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nfunc f() error {\n\treturn nil\n}\n\nfunc main() {\n\terr := f()\n\tif err != nil return\n\tfmt.Println(err)\n}\n",
                "package main\n\nimport \"fmt\"\n\nfunc f() error {\n\treturn nil\n}\n\nfunc main() {\n\terr := f()\n\tif err != nil {\n\t\treturn\n\t}\n\tfmt.Println(err)\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tn := 3\n\tif n <> 3 {\n\t\tfmt.Println(n)\n\t}\n}\n",
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tn := 3\n\tif n != 3 {\n\t\tfmt.Println(n)\n\t}\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tlet mut x = 5\n\tfmt.Println(x)\n}\n",
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tvar x = 5\n\tfmt.Println(x)\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tx int = 5\n\tfmt.Println(x)\n}\n",
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tvar x int = 5\n\tfmt.Println(x)\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\txs := []int{1}\n\tforeach x in xs {\n\t\tfmt.Println(x)\n\t}\n}\n",
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n\txs := []int{1}\n\tfor _, x := range xs {\n\t\tfmt.Println(x)\n\t}\n}\n",
            ),
            (
                "package main\n\nimport (\n\tfmt\n\tos\n)\n\nfunc main() {\n\tfmt.Println(os.Args)\n}\n",
                "package main\n\nimport (\n\t\"fmt\"\n\t\"os\"\n)\n\nfunc main() {\n\tfmt.Println(os.Args)\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\nconst (\n\tA = 1,\n\tB = 2\n)\n\nfunc main() {\n\tfmt.Println(A, B)\n}\n",
                "package main\n\nimport \"fmt\"\n\nconst (\n\tA = 1\n\tB = 2\n)\n\nfunc main() {\n\tfmt.Println(A, B)\n}\n",
            ),
            (
                "package main\n\nimport \"fmt\"\n\ntype T struct\n{\n\ta int\n}\n\nfunc main()\n{\n\tfor i := 0; i < 3; i++\n\t{\n\t\tfmt.Println(i, T{})\n\t}\n\tif true\n\t{\n\t\tfmt.Println()\n\t}\n\telse\n\t{\n\t\tfmt.Println(2)\n\t}\n}\n",
                "package main\n\nimport \"fmt\"\n\ntype T struct {\n\ta int\n}\n\nfunc main() {\n\tfor i := 0; i < 3; i++ {\n\t\tfmt.Println(i, T{})\n\t}\n\tif true {\n\t\tfmt.Println()\n\t} else {\n\t\tfmt.Println(2)\n\t}\n}\n",
            ),
        ],
    );
}
