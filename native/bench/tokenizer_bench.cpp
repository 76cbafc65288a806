// The parts of tokenizing, each alone: scanner, vocabulary lookup, merging, and the whole, over the documents of a
// text.
//   tokenizer_bench TOKENIZER TEXT [--pattern NAME] [--rounds N] [--document BYTES] [--stage NAME] [--json]
//   tokenizer_bench TOKENIZER TEXT --once STAGE
// TOKENIZER is a tokenizer.json or a rank file (.tiktoken); the pattern is that of the scanner, and of the rank file. A
// text with NUL bytes has its documents between them. Stages take turns; a figure is the median of the rounds.
//
// --once runs a stage a single time inside `measured_stage`, so that its instructions can be counted, whatever
// neighbours do to the clock:
//   valgrind --tool=callgrind --collect-atstart=no --toggle-collect=measured_stage --callgrind-out-file=/dev/null
//     tokenizer_bench … --once scanner
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "clock.h"
#include "text/split_pattern.h"
#include "text/utf8.h"
#include "tokengraft/byte_buffer.h"
#include "tokengraft/tokenizer.h"

namespace {

using Strings = std::vector<std::string>;

struct Arguments {
  std::string tokenizer;
  std::string text;
  std::string pattern = "cl100k_base";
  std::string stage;
  int rounds = 9;
  std::size_t document = 16384;
  bool once = false;
  bool json = false;
};

// What the stages work on; filled before anything is timed.
struct Material {
  Arguments arguments;
  Strings documents;
  Strings pieces;   // what the scanner cuts, as the vocabulary spells it
  Strings missing;  // the different ones among them that are no token, as text
  std::shared_ptr<const tg::SplitPattern> pattern;
  std::shared_ptr<const tg::Tokenizer> warm;
  std::vector<tg::IdList> ids;  // of the documents
};

struct Stage {
  const char* name;
  const char* what;
  const Strings& (*items)(const Material&);
  bool fresh;  // a newly opened tokenizer for every round
  void (*run)(const Material&, const tg::Tokenizer&);
};

[[noreturn]] void stop(const std::string& message) {
  std::fprintf(stderr, "%s\n", message.c_str());
  std::exit(2);
}

void require(const tg::Status& status) {
  if (!status.ok()) stop(status.message());
}

constexpr tg::EncodeOptions kPlain{.add_special_tokens = false, .special = tg::SpecialPolicy::match};

// Results go here, so that no compiler finds them useless.
volatile std::size_t sink = 0;

void scan(const Material& material, const tg::Tokenizer&) {
  static std::vector<tg::Span> matches;
  for (const std::string& document : material.documents) {
    matches.clear();
    require(material.pattern->find_matches(document, matches));
    sink = sink + matches.size();
  }
}

void look_up(const Material& material, const tg::Tokenizer& tokenizer) {
  for (const std::string& piece : material.pieces) sink = sink + tokenizer.token_to_id(piece).value_or(0);
}

void encode(const Strings& texts, const tg::Tokenizer& tokenizer) {
  static tg::IdList ids;
  for (const std::string& text : texts) {
    ids.clear();
    require(tokenizer.encode(text, kPlain, ids));
    sink = sink + ids.size();
  }
}

void merge(const Material& material, const tg::Tokenizer& tokenizer) {
  encode(material.missing, tokenizer);
}
void encode_all(const Material& material, const tg::Tokenizer& tokenizer) {
  encode(material.documents, tokenizer);
}

void count_all(const Material& material, const tg::Tokenizer& tokenizer) {
  for (const std::string& document : material.documents) sink = sink + tokenizer.count(document, kPlain).value();
}

void decode_all(const Material& material, const tg::Tokenizer& tokenizer) {
  for (const auto& ids : material.ids) sink = sink + tokenizer.decode(ids, false).size();
}

void decode_bytes_all(const Material& material, const tg::Tokenizer& tokenizer) {
  static tg::ByteBuffer buffer;
  for (const auto& ids : material.ids) sink = sink + tokenizer.decode_bytes(ids, false, buffer).bytes.size();
}

const Strings& documents_of(const Material& material) {
  return material.documents;
}
const Strings& pieces_of(const Material& material) {
  return material.pieces;
}
const Strings& missing_of(const Material& material) {
  return material.missing;
}

constexpr std::array<Stage, 8> kStages = {{
    {"scanner", "the split pattern alone", documents_of, false, scan},
    {"lookup", "every piece in the vocabulary", pieces_of, false, look_up},
    {"merge", "the different pieces that are no token, a call each, fresh", missing_of, true, merge},
    {"fresh", "encode, a newly opened tokenizer", documents_of, true, encode_all},
    {"encode", "encode, the same text again", documents_of, false, encode_all},
    {"count", "count, the same text again", documents_of, false, count_all},
    {"decode", "ids to valid UTF-8", documents_of, false, decode_all},
    {"decode_bytes", "ids to bytes", documents_of, false, decode_bytes_all},
}};

bool is_rank_file(const std::string& path) {
  return path.ends_with(".tiktoken");
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) stop("cannot read " + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Always a new one: Tokenizer::open would give back the one that is open already, with what it has learnt.
std::shared_ptr<const tg::Tokenizer> open(const Arguments& arguments, const std::string& pattern) {
  const bool ranks = is_rank_file(arguments.tokenizer);
  const tg::OpenOptions options{.format = ranks ? tg::TokenizerFormat::tiktoken : tg::TokenizerFormat::tokenizer_json,
                                .pattern = ranks ? pattern : "",
                                .special_tokens = {}};
  auto tokenizer = tg::Tokenizer::parse(read_file(arguments.tokenizer), arguments.tokenizer, options);
  require(tokenizer.status());
  return tokenizer.value();
}

// A document ends before a NUL byte, or at the first border of a character at or after `size` bytes.
Strings documents_in(std::string_view text, std::size_t size) {
  const bool has_nul = text.find('\0') != std::string_view::npos;
  Strings documents;
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t end = has_nul ? std::min(text.find('\0', begin), text.size()) : std::min(begin + size, text.size());
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) ++end;
    documents.emplace_back(text.substr(begin, end - begin));
    begin = end + (has_nul ? 1 : 0);
  }
  return documents;
}

// A byte-level tokenizer.json spells the bytes that are no visible Latin-1 character as U+0100 and on, in order.
std::string spelled(std::string_view piece) {
  std::string spelling;
  for (const char c : piece) {
    const auto byte = static_cast<unsigned char>(c);
    const bool visible = (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte != 0xad);
    const unsigned hidden = byte <= 0x20 ? byte : byte == 0xad ? 67U : byte - 0x7fU + 33U;
    const unsigned character = visible ? byte : 0x100 + hidden;
    if (character < 0x80) {
      spelling += static_cast<char>(character);
    } else {
      spelling += static_cast<char>(0xc0 | (character >> 6));
      spelling += static_cast<char>(0x80 | (character & 0x3f));
    }
  }
  return spelling;
}

void add_pieces(const std::string& document, std::unordered_set<std::string>& seen, Material& material) {
  std::vector<tg::Span> matches;
  require(material.pattern->find_matches(document, matches));
  for (const tg::Span& match : matches) {
    const std::string piece = document.substr(match.begin, match.end - match.begin);
    material.pieces.push_back(is_rank_file(material.arguments.tokenizer) ? piece : spelled(piece));
    const bool is_token = material.warm->token_to_id(material.pieces.back()).has_value();
    if (!is_token && seen.insert(piece).second) material.missing.push_back(piece);
  }
}

Material prepare(const Arguments& arguments) {
  const auto source = tg::named_pattern(arguments.pattern);
  require(source.status());
  auto pattern = tg::compile_pattern(source.value(), "--pattern");
  require(pattern.status());
  Material material{arguments,
                    documents_in(read_file(arguments.text), arguments.document),
                    {},
                    {},
                    pattern.value(),
                    open(arguments, source.value()),
                    {}};
  std::unordered_set<std::string> seen;
  for (const std::string& document : material.documents) {
    add_pieces(document, seen, material);
    require(material.warm->encode(document, kPlain, material.ids.emplace_back()));
  }
  return material;
}

// Whoever opens a tokenizer has other work before the first text: of its tables, nothing is near the processor then.
void do_other_work() {
  constexpr std::size_t kLine = 64;
  static std::vector<char> memory(std::size_t{16} << 20);
  for (std::size_t at = 0; at < memory.size(); at += kLine) ++memory[at];
  sink = sink + static_cast<unsigned char>(memory.front());
}

std::shared_ptr<const tg::Tokenizer> tokenizer_for(const Stage& stage, const Material& material) {
  if (!stage.fresh) return material.warm;
  const auto source = tg::named_pattern(material.arguments.pattern);
  auto tokenizer = open(material.arguments, source.value());
  do_other_work();
  return tokenizer;
}

}  // namespace

// Not inlined and not mangled: the name that callgrind is told.
extern "C" [[gnu::noinline]] void measured_stage(const Stage& stage, const Material& material,
                                                 const tg::Tokenizer& tokenizer) {
  stage.run(material, tokenizer);
}

namespace {

void run_once(const std::vector<const Stage*>& stages, const Material& material) {
  for (const Stage* stage : stages) {
    const auto tokenizer = tokenizer_for(*stage, material);
    if (!stage->fresh) stage->run(material, *tokenizer);  // caches warm, pages touched
    measured_stage(*stage, material, *tokenizer);
  }
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

std::size_t bytes_in(const Strings& items) {
  std::size_t bytes = 0;
  for (const std::string& item : items) bytes += item.size();
  return bytes;
}

void print(const Stage& stage, const Material& material, const std::vector<bench::Lap>& laps) {
  std::vector<double> nanoseconds;
  std::vector<double> cycles;
  for (const bench::Lap& lap : laps) {
    nanoseconds.push_back(lap.nanoseconds);
    cycles.push_back(lap.cycles);
  }
  const Strings& items = stage.items(material);
  const double time = median(nanoseconds);
  const auto bytes = static_cast<double>(bytes_in(items));
  const auto count = static_cast<double>(std::max<std::size_t>(items.size(), 1));
  if (material.arguments.json) {
    std::printf("{\"stage\":\"%s\",\"nanoseconds\":%.0f,\"bytes\":%.0f,\"items\":%zu}\n", stage.name, time, bytes,
                items.size());
    return;
  }
  std::printf("%-13s %9.1f MB/s %9.3f ns/byte %8.3f bytes/cycle %11.1f ns/item %9zu items  best %.1f MB/s  (%s)\n",
              stage.name, bytes / time * 1e3, time / bytes, median(cycles) > 0 ? bytes / median(cycles) : 0.0,
              time / count, items.size(), bytes / *std::ranges::min_element(nanoseconds) * 1e3, stage.what);
}

void measure(const std::vector<const Stage*>& stages, const Material& material) {
  std::vector<std::vector<bench::Lap>> laps(stages.size());
  for (int round = -1; round < material.arguments.rounds; ++round) {
    for (std::size_t i = 0; i < stages.size(); ++i) {
      const auto tokenizer = tokenizer_for(*stages[i], material);
      const bench::Moment begin = bench::now();
      measured_stage(*stages[i], material, *tokenizer);
      if (round >= 0) laps[i].push_back(bench::since(begin));  // the first round is the warm-up
    }
  }
  for (std::size_t i = 0; i < stages.size(); ++i) print(*stages[i], material, laps[i]);
}

std::vector<const Stage*> select(const std::string& name) {
  std::vector<const Stage*> selected;
  for (const Stage& stage : kStages) {
    if (name.empty() || name == stage.name) selected.push_back(&stage);
  }
  if (selected.empty()) stop("there is no stage " + name);
  return selected;
}

[[noreturn]] void explain() {
  std::string message =
      "usage: tokenizer_bench TOKENIZER TEXT [--pattern NAME] [--rounds N] [--document BYTES] [--stage NAME] [--json]\n"
      "       tokenizer_bench TOKENIZER TEXT --once STAGE\nstages:";
  for (const Stage& stage : kStages) message += std::string(" ") + stage.name;
  stop(message);
}

Arguments parse(int argc, char** argv) {
  Arguments arguments;
  if (argc < 3) explain();
  arguments.tokenizer = argv[1];
  arguments.text = argv[2];
  for (int i = 3; i < argc; ++i) {
    const std::string option = argv[i];
    if (option == "--json") {
      arguments.json = true;
      continue;
    }
    if (++i == argc) explain();
    const std::string value = argv[i];
    if (option == "--pattern")
      arguments.pattern = value;
    else if (option == "--rounds")
      arguments.rounds = std::max(1, std::atoi(value.c_str()));
    else if (option == "--document")
      arguments.document = std::strtoull(value.c_str(), nullptr, 10);
    else if (option == "--stage" || option == "--once")
      arguments.stage = value;
    else
      explain();
    arguments.once = arguments.once || option == "--once";
  }
  if (arguments.document == 0) explain();
  return arguments;
}

}  // namespace

int main(int argc, char** argv) {
  const Arguments arguments = parse(argc, argv);
  const std::vector<const Stage*> stages = select(arguments.stage);
  const Material material = prepare(arguments);
  if (arguments.once)
    run_once(stages, material);
  else
    measure(stages, material);
}
