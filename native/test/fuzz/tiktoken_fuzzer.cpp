// Any bytes as a rank file, under a known split pattern and with one special token.
#include "exercise.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::string pattern = tg::named_pattern("cl100k_base").value();
  tg::AddedToken end;
  end.id = 1000;
  end.content = "<|x|>";
  end.special = true;
  tg::test::read_and_exercise(tg::test::as_text(data, size), {tg::TokenizerFormat::tiktoken, pattern, {end}});
  return 0;
}
