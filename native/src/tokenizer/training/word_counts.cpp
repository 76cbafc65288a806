// Counting: every thread cuts texts of its own and has a table of its own; tables are added when somebody asks.
#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <mutex>
#include <optional>

#include "base/cancelled.h"
#include "base/release_memory.h"
#include "base/thread_pool.h"
#include "base/utf8_validity.h"
#include "text/unicode.h"
#include "text/utf8.h"
#include "tokengraft/training.h"
#include "tokenizer/pipeline.h"
#include "tokenizer/training/count_file.h"
#include "tokenizer/training/word_table.h"

namespace tg {
namespace {

constexpr std::size_t kJobBytes = std::size_t{1} << 18;
// That are open at once, and read together.
constexpr std::size_t kMostFiles = 64;
constexpr std::string_view kHeading = "tokengraft word counts 1";

// What one thread has seen.
struct Share {
  WordTable table;
  std::uint64_t cut = 0;
  std::uint64_t bytes = 0;
  std::uint64_t runs = 0;
};

enum Blankness : std::uint8_t { kNeverBlank, kBlank, kMayBeBlank };

// Of each byte as the first of a character: beyond ASCII, U+0085, U+00A0, U+1680, U+2000 … and U+3000 are blanks. What
// follows in a character is none.
constexpr auto kBlankness = [] {
  std::array<Blankness, 256> kinds{};
  for (const unsigned char unit : {' ', '\t', '\n', '\v', '\f', '\r'}) kinds[unit] = kBlank;
  for (const unsigned unit : {0xC2U, 0xE1U, 0xE2U, 0xE3U}) kinds[unit] = kMayBeBlank;
  return kinds;
}();

// REQUIRES: valid UTF-8.
std::uint64_t count_runs(std::string_view text) {
  std::uint64_t runs = 0;
  bool inside = false;
  for (std::size_t at = 0; at < text.size();) {
    const Blankness kind = kBlankness[static_cast<unsigned char>(text[at])];
    bool is_blank = kind == kBlank;
    std::size_t length = 1;
    if (kind == kMayBeBlank) {
      const Decoded character = decode_utf8(text, at);
      is_blank = is_white_space(character.code_point);
      length = character.length;
    }
    runs += !is_blank && !inside ? 1 : 0;
    inside = !is_blank;
    at += length;
  }
  return runs;
}

// Cuts pieces into words and counts them. Asks `keep_bound` to empty the table every so many words.
class WordSink final : public PieceSink {
 public:
  WordSink(const WordCountOptions& options, std::uint64_t weight, Share& share, std::function<void()> keep_bound)
      : options_(options), table_(share.table), weight_(weight), cut_(share.cut), keep_bound_(std::move(keep_bound)) {}

  void take(std::string_view text, std::span<const Span> pieces) override {
    if (options_.word_mark.empty()) {
      for (; pieces.size() > kTogether; pieces = pieces.subspan(kTogether)) add_together(text, pieces.first(kTogether));
      add_together(text, pieces);
      return;
    }
    for (const Span piece : pieces) add_at_marks(word_at(text, piece));
  }

 private:
  static constexpr std::size_t kTogether = 32;

  static std::string_view word_at(std::string_view text, Span piece) {
    return text.substr(piece.begin, piece.end - piece.begin);
  }

  // REQUIRES: at most kTogether pieces.
  void add_together(std::string_view text, std::span<const Span> pieces) {
    std::array<std::uint64_t, kTogether> hashes;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      hashes[i] = table_.hash_of(word_at(text, pieces[i]));
      table_.fetch_slot(hashes[i]);
    }
    for (std::size_t i = 0; i < pieces.size(); ++i) table_.fetch_entry(hashes[i]);
    for (std::size_t i = 0; i < pieces.size(); ++i) table_.fetch_bytes(hashes[i]);
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      const std::string_view word = word_at(text, pieces[i]);
      if (word.empty() || word.size() > options_.longest_word) {
        add(word);
      } else {
        add_part(word, hashes[i]);
      }
    }
  }

  void add_at_marks(std::string_view piece) {
    const std::string_view mark = options_.word_mark;
    while (!piece.empty()) {
      std::size_t at = 0;
      while (piece.substr(at).starts_with(mark)) at += mark.size();
      const std::size_t end = std::min(piece.find(mark, at), piece.size());
      add(piece.substr(0, end));
      piece.remove_prefix(end);
    }
  }

  void add(std::string_view word) {
    if (word.size() > options_.longest_word) ++cut_;
    while (word.size() > options_.longest_word) {
      std::size_t end = options_.longest_word;
      while (end > 1 && continues_character(word[end])) --end;
      add_part(word.substr(0, end), table_.hash_of(word.substr(0, end)));
      word.remove_prefix(end);
    }
    if (!word.empty()) add_part(word, table_.hash_of(word));
  }

  void add_part(std::string_view word, std::uint64_t hash) {
    table_.add(word, hash, weight_);
    if (++added_ % WordTable::kNextWords == 0) keep_bound_();
  }

  const WordCountOptions& options_;
  WordTable& table_;
  std::uint64_t weight_;
  std::uint64_t& cut_;
  std::function<void()> keep_bound_;
  std::size_t added_ = 0;
};

// Texts that one thread counts in one go.
std::vector<std::span<const std::string_view>> jobs_of(std::span<const std::string_view> texts) {
  std::vector<std::span<const std::string_view>> jobs;
  std::size_t begin = 0;
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    bytes += texts[i].size() + 1;
    if (bytes < kJobBytes && i + 1 < texts.size()) continue;
    jobs.push_back(texts.subspan(begin, i + 1 - begin));
    begin = i + 1;
    bytes = 0;
  }
  return jobs;
}

class TableCounts final : public WordCounts {
 public:
  TableCounts(std::shared_ptr<const Tokenizer> tokenizer, const PipelineOwner& owner, WordCountOptions options)
      : tokenizer_(std::move(tokenizer)), owner_(owner), options_(std::move(options)), shares_(1) {}

  Status add_texts(std::span<const std::string_view> texts, std::uint64_t weight, unsigned threads,
                   const std::atomic<bool>* cancelled) override;
  Status add_lines(std::string_view bytes, std::uint64_t weight, unsigned threads,
                   const std::atomic<bool>* cancelled) override;
  Status save(const std::string& path, std::string_view label) override;
  Status load(const std::string& path, std::string_view label) override;
  Result<WordCountSummary> summary() override;
  Status for_each(const std::function<void(std::string_view, std::uint64_t)>& visit) override;
  std::size_t memory_budget() const override { return options_.memory_budget; }

 private:
  Status add_checked(std::span<const std::string_view> texts, std::uint64_t weight, unsigned threads,
                     const std::atomic<bool>* cancelled);
  void join_tables();
  Status keep_bound(Share& share, std::size_t workers);
  Status spill(Share& share);
  Status spill_all();
  Status join_files();
  Status settle();

  std::shared_ptr<const Tokenizer> tokenizer_;
  const PipelineOwner& owner_;
  WordCountOptions options_;
  std::vector<Share> shares_;  // one a worker
  std::vector<CountFile> spilled_;
  std::mutex spilling_;
  std::uint64_t spills_ = 0;
  std::optional<WordCountSummary> summary_;  // of what was added so far
};

Status not_text(std::size_t at) {
  return Status::error(Code::bad_file, "not valid UTF-8 at byte " + std::to_string(at));
}

Status TableCounts::add_texts(std::span<const std::string_view> texts, std::uint64_t weight, unsigned threads,
                              const std::atomic<bool>* cancelled) {
  for (const std::string_view text : texts) {
    const std::size_t malformed = find_malformed_utf8(text);
    if (malformed != text.npos) return not_text(malformed);
  }
  return add_checked(texts, weight, threads, cancelled);
}

Status TableCounts::add_lines(std::string_view bytes, std::uint64_t weight, unsigned threads,
                              const std::atomic<bool>* cancelled) {
  const std::size_t malformed = find_malformed_utf8(bytes);
  if (malformed != bytes.npos) return not_text(malformed);
  std::vector<std::string_view> lines;
  while (!bytes.empty()) {
    const std::size_t end = std::min(bytes.find('\n'), bytes.size() - 1) + 1;
    lines.push_back(bytes.substr(0, end));
    bytes.remove_prefix(end);
  }
  return add_checked(lines, weight, threads, cancelled);
}

Status TableCounts::add_checked(std::span<const std::string_view> texts, std::uint64_t weight, unsigned threads,
                                const std::atomic<bool>* cancelled) {
  summary_.reset();
  const auto jobs = jobs_of(texts);
  const unsigned workers = worker_count(jobs.size(), threads);
  if (shares_.size() < workers) shares_.resize(workers);
  std::vector<Status> statuses(jobs.size());
  parallel_for(jobs.size(), threads, [&](std::size_t job, unsigned worker) {
    const CancelWatch watch(cancelled);
    Share& share = shares_[worker];
    Status spilling;
    WordSink sink(options_, weight, share, [&] {
      if (spilling.ok()) spilling = keep_bound(share, shares_.size());
    });
    for (const std::string_view text : jobs[job]) {
      share.bytes += text.size() * weight;
      share.runs += count_runs(text) * weight;
      Status status = owner_.pipeline().cut(text, SpecialPolicy::match, sink);
      if (!status.ok() || !spilling.ok()) {
        statuses[job] = status.ok() ? spilling : status;
        return;
      }
    }
  });
  for (Status& status : statuses) TG_RETURN_IF_ERROR(status);
  return spilled_.size() < kMostFiles ? Status() : join_files();
}

// Its share of the memory is what a table may take while it grows.
Status TableCounts::keep_bound(Share& share, std::size_t workers) {
  const std::size_t bound = options_.memory_budget / workers;
  return options_.memory_budget == 0 || share.table.bytes_to_go_on() <= bound ? Status() : spill(share);
}

Status TableCounts::spill(Share& share) {
  if (share.table.size() == 0) return {};
  auto file = CountFile::temporary(options_.spill_folder);
  if (!file.ok()) return file.status();
  share.table.for_each_sorted([&](std::string_view word, std::uint64_t count) { file->put(word, count); });
  TG_RETURN_IF_ERROR(file->end());
  share.table = WordTable();
  release_free_memory();
  const std::lock_guard<std::mutex> lock(spilling_);
  spilled_.push_back(std::move(file).value());
  ++spills_;
  return {};
}

Status TableCounts::spill_all() {
  for (Share& share : shares_) TG_RETURN_IF_ERROR(spill(share));
  return {};
}

// Many files become one, so that their number is bounded, and words that are asked for again are merged once.
Status TableCounts::join_files() {
  auto joined = CountFile::temporary(options_.spill_folder);
  if (!joined.ok()) return joined.status();
  for (CountFile& file : spilled_) file.rewind();
  const auto put = [&](std::string_view word, std::uint64_t count) { joined->put(word, count); };
  TG_RETURN_IF_ERROR(merge_counts(spilled_, put));
  TG_RETURN_IF_ERROR(joined->end());
  spilled_.clear();
  spilled_.push_back(std::move(joined).value());
  return {};
}

// Words are in one place: in one table, or, where memory is bounded and what comes next will need it, in one file.
Status TableCounts::settle() {
  if (spilled_.empty()) {
    std::size_t bytes = 0;
    for (const Share& share : shares_) bytes += share.table.memory_bytes();
    if (options_.memory_budget == 0 || bytes <= options_.memory_budget / 8) {
      join_tables();
      return {};
    }
  }
  TG_RETURN_IF_ERROR(spill_all());
  if (spilled_.size() > 1) TG_RETURN_IF_ERROR(join_files());
  if (!spilled_.empty()) spilled_[0].rewind();
  return {};
}

void TableCounts::join_tables() {
  for (std::size_t i = 1; i < shares_.size(); ++i) {
    shares_[0].table.add_all(shares_[i].table);
    shares_[i].table = WordTable();
  }
}

Status TableCounts::for_each(const std::function<void(std::string_view, std::uint64_t)>& visit) {
  TG_RETURN_IF_ERROR(settle());
  if (!spilled_.empty()) return merge_counts(spilled_, visit);
  shares_[0].table.for_each(visit);
  return {};
}

Status TableCounts::save(const std::string& path, std::string_view label) {
  TG_RETURN_IF_ERROR(settle());
  auto file = CountFile::create(path);
  if (!file.ok()) return file.status();
  file->put_line(kHeading);
  file->put_line(label);
  const auto put = [&](std::string_view word, std::uint64_t count) { file->put(word, count); };
  if (spilled_.empty()) {
    shares_[0].table.for_each_sorted(put);
  } else {
    TG_RETURN_IF_ERROR(merge_counts(spilled_, put));
  }
  return file->end();
}

Status TableCounts::load(const std::string& path, std::string_view label) {
  auto file = CountFile::open(path);
  if (!file.ok()) return file.status();
  std::string line;
  TG_RETURN_IF_ERROR(file->read_line(line));
  if (line != kHeading) return Status::error(Code::bad_file, path + " is no file of word counts");
  TG_RETURN_IF_ERROR(file->read_line(line));
  if (line != label) {
    return Status::error(Code::bad_file,
                         path + " was counted with other settings: " + line + ", not " + std::string(label));
  }
  summary_.reset();
  std::string word;
  std::uint64_t count = 0;
  for (std::size_t words = 1;; ++words) {
    auto more = file->next(word, count);
    if (!more.ok()) return more.status();
    if (!more.value()) return {};
    shares_[0].table.add(word, count);
    if (words % WordTable::kNextWords == 0) TG_RETURN_IF_ERROR(keep_bound(shares_[0], shares_.size()));
  }
}

Result<WordCountSummary> TableCounts::summary() {
  if (summary_) return *summary_;
  WordCountSummary summary;
  TG_RETURN_IF_ERROR(for_each([&](std::string_view word, std::uint64_t count) {
    ++summary.words;
    summary.word_bytes += word.size();
    summary.occurrences += count;
  }));
  for (const Share& share : shares_) {
    summary.cut += share.cut;
    summary.bytes += share.bytes;
    summary.runs += share.runs;
  }
  summary.spilled = spills_;
  summary_ = summary;
  return summary;
}

}  // namespace

Result<std::shared_ptr<WordCounts>> WordCounts::make(std::shared_ptr<const Tokenizer> tokenizer,
                                                     const WordCountOptions& options) {
  const auto* const owner = dynamic_cast<const PipelineOwner*>(tokenizer.get());
  if (owner == nullptr) return Status::error(Code::bad_argument, "the tokenizer has no stages to cut words with");
  if (options.longest_word < 4 || options.longest_word > 65535) {
    return Status::error(Code::bad_argument, "the longest word has 4 to 65535 bytes");
  }
  return std::shared_ptr<WordCounts>(std::make_shared<TableCounts>(std::move(tokenizer), *owner, options));
}

Result<std::vector<CharacterCount>> count_characters(WordCounts& words) {
  std::map<char32_t, std::uint64_t> counts;
  TG_RETURN_IF_ERROR(words.for_each([&](std::string_view word, std::uint64_t count) {
    if (!is_valid_utf8(word)) return;
    for (std::size_t at = 0; at < word.size();) {
      const Decoded character = decode_utf8(word, at);
      counts[character.code_point] += count;
      at += character.length;
    }
  }));
  std::vector<CharacterCount> found;
  found.reserve(counts.size());
  for (const auto& [character, count] : counts) found.push_back({character, count});
  std::ranges::stable_sort(found, std::ranges::greater(), &CharacterCount::count);
  return found;
}

}  // namespace tg
