// Any bytes as a vocab.json and a merges.txt, the second behind the first zero byte, under GPT-2's stages.
#include "exercise.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view both = tg::test::as_text(data, size);
  const std::size_t end = both.find('\0');
  tg::OpenOptions options{.format = tg::TokenizerFormat::vocab_and_merges};
  if (end != both.npos) options.merges = both.substr(end + 1);
  options.outline =
      R"({"pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false}, "decoder": {"type": "ByteLevel"}})";
  tg::test::read_and_exercise(both.substr(0, end), options);
  return 0;
}
