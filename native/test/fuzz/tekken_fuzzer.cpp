// Any bytes as a tekken.json.
#include "exercise.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  tg::test::read_and_exercise(tg::test::as_text(data, size), {.format = tg::TokenizerFormat::tekken});
  return 0;
}
