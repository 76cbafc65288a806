// Any bytes as a SentencePiece model.
#include "exercise.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  tg::test::read_and_exercise(tg::test::as_text(data, size), {.format = tg::TokenizerFormat::sentencepiece});
  return 0;
}
