// What the generated program wrote when the build ran it.
def lines = []
new File(basedir, 'target').eachFileMatch(~/counts-\d{5}-of-\d{5}/) { lines.addAll(it.readLines('UTF-8')) }
assert lines.contains('the: 13') : "the counts are $lines"
assert lines.contains('wheel: 3') : "the counts are $lines"
assert lines.size() == lines.toSet().size() : "a word was counted in two places: $lines"

// What people need besides.
assert new File(basedir, '.gitignore').exists()
assert new File(basedir, 'README.md').text.contains('first-pipeline')
assert new File(basedir, 'src/main/java/com/example/words/WordCount.java').exists()
