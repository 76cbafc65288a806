#include "tokenizer/bulk_encoder.h"

#include <algorithm>
#include <numeric>

#include "base/cancelled.h"
#include "base/thread_pool.h"
#include "tokenizer/seams.h"

namespace tg {
namespace {

// What the device leaves is done in parts, so they are small; what it is given at once is large enough to fill it.
constexpr std::size_t kPartBytes = std::size_t{1} << 13;
constexpr std::size_t kChunkBytes = std::size_t{1} << 24;

struct Part {
  std::size_t text;
  std::string_view bytes;
  std::size_t count = 0;  // of ids
  Status status;
};

// Parts that are done together.
struct Chunk {
  std::span<Part> parts;
  IdList ids;
};

// A section of a part, or an added token between two.
struct Item {
  TokenId token;  // TokenTable::kNone: a section
  std::size_t section;
};

class ChunkEncoder {
 public:
  ChunkEncoder(const BulkEncoder& bulk, Chunk& chunk, bool writes) : bulk_(bulk), chunk_(chunk), writes_(writes) {}

  void run() {
    for (Part& part : chunk_.parts) {
      part.status = plan(part.bytes);
      item_ends_.push_back(items_.size());
    }
    if (is_cancelled()) return;
    const bool done = ask_device();
    for (std::size_t i = 0; i < chunk_.parts.size() && !is_cancelled(); ++i) {
      Part& part = chunk_.parts[i];
      if (part.status.ok()) part.status = take(part, items_of(i), done && !rewritten_[i]);
    }
  }

 private:
  Status plan(std::string_view text) {
    rewritten_.push_back(text.size() > kMostBytes);
    if (rewritten_.back()) return {};
    return between(text, bulk_.pipeline.added.written(), written_, [this](std::string_view part) {
      if (bulk_.pipeline.normalizer && !bulk_.pipeline.normalizer->keeps(part)) rewritten_.back() = true;
      if (rewritten_.back()) return Status();
      return between(part, bulk_.pipeline.added.normalized(), normalized_, [this](std::string_view section) {
        items_.push_back({TokenTable::kNone, sections_.size()});
        sections_.push_back({section.data(), static_cast<std::uint32_t>(section.size())});
        return Status();
      });
    });
  }

  template <class Stage>
  Status between(std::string_view text, const AddedMatcher& matcher, std::vector<AddedMatch>& matches,
                 const Stage& stage) {
    TG_RETURN_IF_ERROR(matcher.find({text, {}}, bulk_.special, scratch_, matches));
    std::size_t done = 0;
    for (const AddedMatch& match : matches) {
      if (done < match.span.begin) TG_RETURN_IF_ERROR(stage(text.substr(done, match.span.begin - done)));
      items_.push_back({match.id, 0});
      done = match.span.end;
    }
    return done < text.size() ? stage(text.substr(done)) : Status();
  }

  // False: it cannot, now.
  bool ask_device() {
    const auto add = [](std::size_t sum, const TextSection& section) { return sum + section.size; };
    if (writes_) ids_.resize(std::accumulate(sections_.begin(), sections_.end(), std::size_t{0}, add));
    begins_.resize(sections_.size() + 1);
    left_.resize(sections_.size());
    return bulk_.image.device().encode_sections({bulk_.image.data(), bulk_.image.bytes(), sections_.data(),
                                                 sections_.size(), writes_ ? ids_.data() : nullptr, begins_.data(),
                                                 left_.data()});
  }

  std::span<const Item> items_of(std::size_t part) const {
    const std::size_t begin = part == 0 ? 0 : item_ends_[part - 1];
    return std::span(items_).subspan(begin, item_ends_[part] - begin);
  }

  bool is_left(const Item& item) const { return item.token == TokenTable::kNone && left_[item.section] != 0; }

  Status take(Part& part, std::span<const Item> items, bool is_done) {
    if (!is_done || std::ranges::any_of(items, [this](const Item& item) { return is_left(item); })) {
      return encode_here(part);
    }
    for (const Item& item : items) part.count += take(item);
    return {};
  }

  std::size_t take(const Item& item) {
    if (item.token != TokenTable::kNone) {
      if (writes_) chunk_.ids.push_back(item.token);
      return 1;
    }
    const std::uint32_t begin = begins_[item.section];
    const std::uint32_t end = begins_[item.section + 1];
    if (writes_) chunk_.ids.insert(chunk_.ids.end(), ids_.begin() + begin, ids_.begin() + end);
    return end - begin;
  }

  Status encode_here(Part& part) {
    if (!writes_) return bulk_.pipeline.count_ids(part.bytes, bulk_.special, part.count);
    const std::size_t before = chunk_.ids.size();
    TG_RETURN_IF_ERROR(bulk_.pipeline.append_ids(part.bytes, bulk_.special, chunk_.ids));
    part.count = chunk_.ids.size() - before;
    return {};
  }

  // Of one text without seams. What a device takes at once is shorter than 2^31 bytes.
  static constexpr std::size_t kMostBytes = std::size_t{1} << 29;

  const BulkEncoder& bulk_;
  Chunk& chunk_;
  bool writes_;
  AddedScratch scratch_;
  std::vector<AddedMatch> written_;
  std::vector<AddedMatch> normalized_;
  std::vector<Item> items_;
  std::vector<std::size_t> item_ends_;  // by part
  std::vector<bool> rewritten_;         // by part: it is done here
  std::vector<TextSection> sections_;
  IdList ids_;
  std::vector<std::uint32_t> begins_;
  std::vector<std::uint8_t> left_;
};

// A special token that is refused is named by its place in the whole text, which is then not cut.
std::vector<Part> parts_of(const BulkEncoder& bulk, std::span<const std::string_view> texts) {
  const bool cuts = bulk.has_seams && bulk.special != SpecialPolicy::refuse;
  std::vector<Part> parts;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    for (std::string_view rest = texts[i]; !rest.empty(); rest.remove_prefix(parts.back().bytes.size())) {
      parts.push_back({i, cuts ? first_part(rest, kPartBytes) : rest, 0, {}});
    }
  }
  return parts;
}

std::vector<Chunk> chunks_of(std::span<Part> parts) {
  std::vector<Chunk> chunks;
  std::size_t begin = 0;
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    bytes += parts[i].bytes.size();
    if (bytes < kChunkBytes && i + 1 < parts.size()) continue;
    chunks.push_back({parts.subspan(begin, i + 1 - begin), {}});
    begin = i + 1;
    bytes = 0;
  }
  return chunks;
}

Status run_chunks(const BulkEncoder& bulk, std::span<Chunk> chunks, std::span<const Part> parts, bool writes) {
  parallel_for(chunks.size(), bulk.threads, [&](std::size_t i, unsigned) {
    const CancelWatch watch(bulk.cancelled);
    if (!is_cancelled()) ChunkEncoder(bulk, chunks[i], writes).run();
  });
  if (bulk.cancelled && bulk.cancelled->load()) return Status::error(Code::limit, "the batch was cancelled");
  const auto failed = std::ranges::find_if(parts, [](const Part& part) { return !part.status.ok(); });
  if (failed == parts.end()) return {};
  return Status::error(failed->status.code(), "text " + std::to_string(failed->text) + ": " + failed->status.message());
}

}  // namespace

Status BulkEncoder::encode(std::span<const std::string_view> texts, EncodedBatch& batch) const {
  std::vector<Part> parts = parts_of(*this, texts);
  std::vector<Chunk> chunks = chunks_of(parts);
  TG_RETURN_IF_ERROR(run_chunks(*this, chunks, parts, true));
  batch = {.lists = {}, .begins = std::vector<std::size_t>(texts.size() + 1)};
  for (const Part& part : parts) batch.begins[part.text + 1] += part.count;
  std::partial_sum(batch.begins.begin(), batch.begins.end(), batch.begins.begin());
  for (Chunk& chunk : chunks) batch.lists.push_back(std::move(chunk.ids));
  return {};
}

Status BulkEncoder::count(std::span<const std::string_view> texts, std::vector<std::size_t>& counts) const {
  std::vector<Part> parts = parts_of(*this, texts);
  std::vector<Chunk> chunks = chunks_of(parts);
  TG_RETURN_IF_ERROR(run_chunks(*this, chunks, parts, false));
  counts.assign(texts.size(), 0);
  for (const Part& part : parts) counts[part.text] += part.count;
  return {};
}

}  // namespace tg
