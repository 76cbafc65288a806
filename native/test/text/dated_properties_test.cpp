// Properties frozen at older versions of Unicode: what came later, or changed, is told apart.
#include "text/dated_properties.h"

#include "check.h"

namespace tg::test {
namespace {

TEST("punctuation of Unicode 8 has ASCII's symbols and nothing younger") {
  CHECK(is_punctuation_of_8('$') && is_punctuation_of_8('~') && is_punctuation_of_8('.'));
  CHECK(!is_punctuation_of_8('a') && !is_punctuation_of_8(' ') && !is_punctuation_of_8(0x7F));
  CHECK(is_punctuation_of_8(0x3002));
  CHECK(is_punctuation_of_8(0x166D));   // a symbol since Unicode 12
  CHECK(!is_punctuation_of_8(0x2E43));  // of Unicode 9
}

TEST("marks of Unicode 8 and 9") {
  CHECK(is_nonspacing_mark_of_8(0x0301) && is_mark_of_9(0x0301));
  CHECK(is_nonspacing_mark_of_8(0x1734));
  CHECK(!is_nonspacing_mark_of_8(0x1885));
  CHECK(!is_nonspacing_mark_of_8(0x1E000) && is_mark_of_9(0x1E000));  // of Unicode 9
  CHECK(!is_mark_of_9(0x1DF6));                                       // of Unicode 10
  CHECK(!is_mark_of_9('a'));
}

TEST("controls, formats and private characters of Unicode 8, but nothing unassigned") {
  CHECK(is_control_or_private_of_8(0x00) && is_control_or_private_of_8(0x200D) && is_control_or_private_of_8(0xE000));
  CHECK(!is_control_or_private_of_8(0x08E2));
  CHECK(!is_control_or_private_of_8(0x0378));
  CHECK(!is_control_or_private_of_8(0x110000));
}

TEST("Japanese is one writing, and unassigned characters have none") {
  CHECK_EQUAL(int{writing_of_9(0x3042)}, int{writing_of_9(0x4E00)});
  CHECK_EQUAL(int{writing_of_9(0x30AB)}, int{writing_of_9(0x4E00)});
  CHECK(writing_of_9('a') != writing_of_9(0x4E00));
  CHECK_EQUAL(int{writing_of_9(0x0378)}, 0);
  CHECK_EQUAL(int{writing_of_9(0x110000)}, 0);
}

}  // namespace
}  // namespace tg::test
