def project = new File(basedir, 'project/first-pipeline')

// What the generated program wrote when the build ran it.
def lines = []
new File(project, 'target').eachFileMatch(~/counts-\d{5}-of-\d{5}/) { lines.addAll(it.readLines('UTF-8')) }
assert lines.contains('the: 13') : "the counts are $lines"
assert lines.contains('wheel: 3') : "the counts are $lines"
assert lines.size() == lines.toSet().size() : "a word was counted in two places: $lines"

// What people need besides.
assert new File(project, '.gitignore').exists()
assert new File(project, 'README.md').text.contains('first-pipeline')
assert new File(project, 'src/main/java/com/example/words/WordCount.java').exists()
