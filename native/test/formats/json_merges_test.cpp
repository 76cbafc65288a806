// Merges are read in blocks; what is wrong with one is said as if they were read one by one.
#include "tokenizer/formats/json_merges.h"

#include "check.h"

namespace tg {
inline bool operator==(const Merge& a, const Merge& b) {
  return a.left == b.left && a.right == b.right && a.result == b.result;
}
}  // namespace tg

namespace tg::test {
namespace {

TokenTable letters() {
  TokenTable table;
  for (char letter = 'a'; letter <= 'z'; ++letter) table.add(table.id_bound(), {&letter, 1});
  table.add(26, "ab");
  table.add(27, "\"\\");
  table.add(28, "\"");
  table.add(29, "\\");
  table.add(30, "é");
  table.add(31, "éa");
  return table;
}

Result<Merges> read(const std::string& text) {
  const TokenTable table = letters();
  const std::string name = "t.json";
  json::Reader reader(text, name);
  JsonMerges merges(name);
  merges.read(reader);
  return merges.resolve(table, "");
}

std::string repeated(const std::string& item, int count) {
  std::string list = "[";
  for (int i = 0; i < count; ++i) list += item + ",";
  return list;
}

TEST("escapes, pairs and plain strings mix at any place of a block") {
  const std::string items[] = {R"("a b")", R"(["a","b"])", R"("\u0061 \u0062")", R"([ "\u0061" , "b" ])"};
  for (int before = 0; before < 70; ++before) {
    const auto merges = read(repeated(items[before % 4], before) + R"("\" \\", ["\"", "\\"], "é a"])");
    REQUIRE_OK(merges);
    CHECK_EQUAL(merges.value().size(), static_cast<std::size_t>(before + 3));
    for (int i = 0; i < before; ++i) CHECK(merges.value()[i] == (Merge{0, 1, 26}));
    CHECK(merges.value()[before] == (Merge{28, 29, 27}));
    CHECK(merges.value()[before + 1] == (Merge{28, 29, 27}));
    CHECK(merges.value()[before + 2] == (Merge{30, 0, 31}));
  }
}

TEST("the first wrong merge is named, whatever is wrong behind it") {
  for (int before = 0; before < 130; before += 3) {
    const std::string place = "model.merges[" + std::to_string(before) + "]";
    for (const char* behind : {R"("a b"])", R"("ab"])", "7]", "", R"("no end)"}) {
      const auto merges = read(repeated(R"("a b")", before) + R"("a zz",)" + behind);
      CHECK(merges.status().message().find(place + ": merges \"a\" and \"zz\", but \"zz\"") != std::string::npos);
    }
  }
}

TEST("a syntax error behind good merges is named by its place") {
  const auto merges = read(repeated(R"("a b")", 100) + "7]");
  CHECK(merges.status().message().find("expected a string, found '7' (model.merges[100])") != std::string::npos);
}

}  // namespace
}  // namespace tg::test
