#include "text/rare_characters.h"

#include "check.h"

namespace tg {
namespace {

TEST("rare characters are seen wherever they stand, and their neighbours are not taken for them") {
  const RareCharacters rare(CodePointSet({{0x897, 0x897}, {0x1F6DC, 0x1F6DC}, {0x2EBF0, 0x2EE5D}}));
  for (std::size_t before = 0; before < 20; ++before) {
    const std::string text(before, 'x');
    CHECK(rare.occur_in(text + "\u0897"));
    CHECK(rare.occur_in(text + "\u4E2D\U0001F6DC" + text));
    CHECK(rare.occur_in(text + "\u00E9\U0002EE5D"));
    CHECK(!rare.occur_in(text + "\u0898\u4E2D\U0001F6DB\U0002EE5E" + text));
  }
  CHECK(!RareCharacters(CodePointSet()).occur_in("\u0897"));
}

}  // namespace
}  // namespace tg
