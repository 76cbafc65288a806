// A tokenizer on a CUDA device: first whether its ids are those of the processor, then how fast it is, end to end and
// on the device alone, beside all cores. Prints a JSON object a line.
//   encode_bench LIBRARY TOKENIZER PATTERN MEGABYTES TEXT…
// PATTERN is that of a rank file (cl100k_base …), or "json" for a tokenizer.json. The texts are mixed and misspelled
// until there are so many megabytes.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>
#include <thread>

#include "kernel_times.h"
#include "tokengraft/device.h"
#include "tokengraft/tokenizer.h"
#include "tokenizer/bulk_image.h"
#include "tokenizer/core.h"
#include "tokenizer/pipeline.h"
#include "tokenizer/seams.h"

namespace {

constexpr tg::EncodeOptions kPlain{false, tg::SpecialPolicy::literal};
constexpr std::size_t kDocumentBytes = std::size_t{1} << 15;
constexpr int kRounds = 7;

struct Bench {
  const tg::Backend& device;
  std::shared_ptr<const tg::Tokenizer> tokenizer;
  std::string name;
  std::vector<std::string> documents;
  std::size_t bytes;

  std::vector<std::string_view> views() const { return {documents.begin(), documents.end()}; }
};

std::string read(const char* path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// Passages in random order, a letter in fifty another one: few words are new, and no passage is met twice as it was.
std::vector<std::string> mixed(const std::vector<std::string>& texts, std::size_t bytes) {
  std::mt19937 random(1);
  std::vector<std::string_view> passages;
  for (const std::string& text : texts) {
    for (const std::string_view passage : tg::parts_at_seams(text, 400)) passages.push_back(passage);
  }
  std::vector<std::string> documents;
  for (std::size_t done = 0; done < bytes; done += documents.back().size()) {
    std::string& document = documents.emplace_back();
    while (document.size() < kDocumentBytes) document += passages[random() % passages.size()];
    for (char& c : document) {
      if ('a' <= c && c <= 'z' && random() % 50 == 0) c = static_cast<char>('a' + random() % 26);
    }
  }
  return documents;
}

template <class Work>
double median_seconds(const Work& work) {
  std::vector<double> times;
  for (int round = 0; round < kRounds; ++round) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    times.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  }
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

void must(const tg::Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "%s\n", status.message().c_str());
  std::exit(1);
}

void print_rate(const Bench& bench, const char* what, unsigned threads, double seconds) {
  std::printf(R"({"what":"%s","tokenizer":"%s","threads":%u,"seconds":%.5f,"GB_per_s":%.3f})"
              "\n",
              what, bench.name.c_str(), threads, seconds, static_cast<double>(bench.bytes) / seconds / 1e9);
  std::fflush(stdout);
}

bool is_exact(const Bench& bench) {
  tg::EncodedBatch expected;
  tg::EncodedBatch found;
  must(bench.tokenizer->encode_batch(bench.views(), kPlain, 0, nullptr, expected));
  must(bench.tokenizer->encode_batch_on(bench.device, bench.views(), kPlain, 0, nullptr, found));
  const bool same = expected.ids() == found.ids() && expected.begins == found.begins;
  std::printf(R"({"what":"exact","tokenizer":"%s","bytes":%zu,"ids":%zu,"same":%s})"
              "\n",
              bench.name.c_str(), bench.bytes, expected.size(), same ? "true" : "false");
  std::fflush(stdout);
  return same;
}

// What of the text the device leaves to the processor.
void print_left(const Bench& bench, const tg::EncodeSections& batch) {
  std::size_t left = 0;
  for (std::size_t i = 0; i < batch.count; ++i) left += batch.left[i] != 0 ? batch.sections[i].size : 0;
  std::printf(R"({"what":"left to the processor","tokenizer":"%s","share":%.6f})"
              "\n",
              bench.name.c_str(), static_cast<double>(left) / static_cast<double>(bench.bytes));
}

void run_on_device_alone(const Bench& bench) {
  const auto& core = dynamic_cast<const tg::PipelineOwner&>(*bench.tokenizer).core();
  const auto image = tg::BulkImage::make(core);
  must(image.status());
  std::vector<tg::TextSection> sections;
  std::size_t bytes = 0;
  for (const std::string& document : bench.documents) {
    for (const std::string_view part : tg::parts_at_seams(document, 8192)) {
      sections.push_back({part.data(), static_cast<std::uint32_t>(part.size())});
      bytes += part.size();
    }
  }
  tg::IdList ids(bytes);
  std::vector<std::uint32_t> begins(sections.size() + 1);
  std::vector<std::uint8_t> left(sections.size());
  const tg::EncodeSections batch{&image.value()->head(),
                                 image.value()->bytes(),
                                 sections.data(),
                                 sections.size(),
                                 ids.data(),
                                 begins.data(),
                                 left.data()};
  if (bench.device.encode_sections(batch)) print_left(bench, batch);
  tg::cuda::KernelTimes times;
  if (!tg::cuda::time_kernels(batch, times)) return;
  std::printf(R"({"what":"on the device","tokenizer":"%s","ms":{"cut":%.3f,"look_up":%.3f,"merge":%.3f,"count":%.3f,)"
              R"("write":%.3f},"GB_per_s":%.2f})"
              "\n",
              bench.name.c_str(), times.cut, times.look_up, times.merge, times.count, times.write,
              static_cast<double>(bytes) / times.all() / 1e6);
  std::fflush(stdout);
}

void run_end_to_end(const Bench& bench) {
  const auto views = bench.views();
  tg::EncodedBatch batch;
  std::vector<std::size_t> counts;
  const unsigned cores = std::thread::hardware_concurrency();
  for (const unsigned threads : {1u, 4u, cores}) {
    print_rate(bench, "encode end to end", threads, median_seconds([&] {
                 must(bench.tokenizer->encode_batch_on(bench.device, views, kPlain, threads, nullptr, batch));
               }));
  }
  print_rate(bench, "count end to end", cores, median_seconds([&] {
               must(bench.tokenizer->count_batch_on(bench.device, views, kPlain, cores, nullptr, counts));
             }));
  print_rate(bench, "encode on the processor", cores,
             median_seconds([&] { must(bench.tokenizer->encode_batch(views, kPlain, cores, nullptr, batch)); }));
}

std::shared_ptr<const tg::Tokenizer> open(const char* path, const std::string& pattern) {
  tg::OpenOptions options{tg::TokenizerFormat::tokenizer_json};
  if (pattern != "json") {
    const auto source = tg::named_pattern(pattern);
    must(source.status());
    options.format = tg::TokenizerFormat::tiktoken;
    options.pattern = source.value();
  }
  auto tokenizer = tg::Tokenizer::open(path, options);
  must(tokenizer.status());
  return tokenizer.value();
}

void print_copies() {
  tg::cuda::CopyRates rates;
  if (!tg::cuda::measure_copies(rates)) return;
  std::printf(R"({"what":"copies","GB_per_s":{"on_device":%.1f,"to_device":%.1f,"from_device":%.1f}})"
              "\n",
              rates.on_device / 1e9, rates.to_device / 1e9, rates.from_device / 1e9);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 6) {
    std::fprintf(stderr, "encode_bench LIBRARY TOKENIZER PATTERN MEGABYTES TEXT…\n");
    return 2;
  }
  const auto device = tg::load_device(argv[1]);
  must(device.status());
  std::vector<std::string> texts;
  for (int i = 5; i < argc; ++i) texts.push_back(read(argv[i]));
  Bench bench{*device.value(), open(argv[2], argv[3]), argv[2], mixed(texts, std::strtoull(argv[4], nullptr, 10) << 20),
              0};
  for (const std::string& document : bench.documents) bench.bytes += document.size();
  if (!is_exact(bench)) return 1;
  print_copies();
  run_on_device_alone(bench);
  run_end_to_end(bench);
  return 0;
}
