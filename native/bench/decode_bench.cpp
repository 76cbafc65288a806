// Decoding and transcoding alone: decode_bench TOKENIZER.json TEXT… prints MB/s of UTF-8, best of many passes.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "tokengraft/tokenizer.h"
#include "tokengraft/utf16.h"

namespace {

constexpr int kPasses = 200;
constexpr std::size_t kTextBytes = 400'000;

std::string read_text(const char* path) {
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  text.resize(std::min(text.size(), kTextBytes));
  while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0x80)) text.pop_back();
  return text;
}

template <class Pass>
double megabytes_per_second(std::size_t bytes, const Pass& pass) {
  double best = 1e9;
  for (int i = 0; i < kPasses; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    pass();
    best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  }
  return static_cast<double>(bytes) / best / 1e6;
}

void measure(const tg::Tokenizer& tokenizer, const char* path) {
  const std::string text = read_text(path);
  tg::IdList ids;
  if (!tokenizer.encode(text, {false, tg::SpecialPolicy::literal}, ids).ok()) return;
  tg::ByteBuffer buffer;
  std::vector<char16_t> units(text.size());
  std::string bytes(text.size() * 3, '\0');
  std::size_t length = 0;
  const double decode = megabytes_per_second(text.size(), [&] { tokenizer.decode_bytes(ids, false, buffer); });
  const double out = megabytes_per_second(text.size(), [&] { length = tg::utf8_to_utf16(text, units.data()); });
  const double in = megabytes_per_second(text.size(), [&] { tg::utf16_to_utf8({units.data(), length}, bytes.data()); });
  std::printf("%-40s bytes %6.0f  to UTF-16 %6.0f  from UTF-16 %6.0f MB/s\n", path, decode, out, in);
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) return std::puts("usage: decode_bench TOKENIZER.json TEXT…"), 2;
  const auto tokenizer = tg::Tokenizer::open(arguments[1], {tg::TokenizerFormat::tokenizer_json, "", {}});
  if (!tokenizer.ok()) return std::puts(tokenizer.status().message().c_str()), 1;
  for (int i = 2; i < count; ++i) measure(*tokenizer.value(), arguments[i]);
}
