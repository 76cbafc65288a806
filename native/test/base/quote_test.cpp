#include "base/quote.h"

#include "check.h"

TEST("a quoted string shows what would spoil a terminal as hexadecimal") {
  CHECK_EQUAL(tg::quote("plain é 😀"), "\"plain é 😀\"");
  CHECK_EQUAL(tg::quote("a\"b\\c"), "\"a\\\"b\\\\c\"");
  CHECK_EQUAL(tg::quote("\x1b[31m\n"), "\"\\x1b[31m\\x0a\"");
  CHECK_EQUAL(tg::quote("\xC3(\xFF"), "\"\\xc3(\\xff\"");
}

TEST("a long string is cut between characters") {
  CHECK_EQUAL(tg::quote(std::string(80, 'x')), "\"" + std::string(80, 'x') + "\"");
  CHECK_EQUAL(tg::quote(std::string(81, 'x')), "\"" + std::string(80, 'x') + "…\"");
  CHECK_EQUAL(tg::quote(std::string(79, 'x') + "éé"), "\"" + std::string(79, 'x') + "…\"");
  CHECK_EQUAL(tg::quote(std::string(78, 'x') + "😀x"), "\"" + std::string(78, 'x') + "…\"");
}
