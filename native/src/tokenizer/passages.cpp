#include "tokenizer/passages.h"

#include <array>

#include "base/cancelled.h"
#include "tokenizer/passage_cache.h"
#include "tokenizer/seams.h"

namespace tg {
namespace {

// A passage ends at the first seam behind so many bytes.
constexpr std::size_t kPassageBytes = 256;

PassageCache& cache_of_thread() {
  thread_local PassageCache cache;
  return cache;
}

struct IdSink {
  IdList& ids;

  Status encode(const Pipeline& pipeline, std::string_view text, SpecialPolicy special) {
    return pipeline.append_ids(text, special, ids);
  }
  void add(std::span<const TokenId> learnt) { ids.insert(ids.end(), learnt.begin(), learnt.end()); }
  void add(const PassageCache::Ids& found) {
    ids.resize(ids.size() + found.count());
    found.read(ids.data() + ids.size() - found.count());
  }
};

struct CountSink {
  std::size_t& count;

  Status encode(const Pipeline& pipeline, std::string_view text, SpecialPolicy special) {
    return pipeline.count_ids(text, special, count);
  }
  void add(std::span<const TokenId> learnt) { count += learnt.size(); }
  void add(const PassageCache::Ids& found) { count += found.count(); }
};

template <class Sink>
class Run {
 public:
  Run(const PassagePipeline& passages, SpecialPolicy special, Sink sink)
      : pipeline_(passages.pipeline),
        special_(special),
        owner_(std::uint64_t{passages.asking} << 1 | (special == SpecialPolicy::literal ? 1 : 0)),
        sink_(sink) {}

  Status text(std::string_view text) {
    CancelPoll cancelled;
    std::size_t begin = 0;  // of what waits to be encoded
    for (std::size_t at = 0; at < text.size();) {
      at = look_ahead(text, at);
      for (const PassageCache::Key& key : std::span(ahead_).first(count_)) {
        if (cancelled()) return check_cancelled();
        const auto from = static_cast<std::size_t>(key.passage.data() - text.data());
        TG_RETURN_IF_ERROR(passage(key, text.substr(begin, from - begin)));
        if (is_done_) begin = from + key.passage.size();
      }
    }
    return begin < text.size() ? sink_.encode(pipeline_, text.substr(begin), special_) : Status();
  }

 private:
  // Passages that are looked up together: while one is, what the next ones need is on its way.
  static constexpr std::size_t kAhead = 16;

  // Takes passages from `at` on; answers where the last one ends. Too long ones are left out.
  std::size_t look_ahead(std::string_view text, std::size_t at) {
    for (count_ = 0; count_ < kAhead && at < text.size();) {
      const std::size_t end = next_seam(text, at + kPassageBytes);
      if (end - at <= PassageCache::kLongest) {
        ahead_[count_] = cache_.key_of(text.substr(at, end - at), owner_);
        cache_.prefetch(ahead_[count_++]);
      }
      at = end;
    }
    return at;
  }

  // Sends `before` and the passage on when the latter is known or to be kept.
  Status passage(const PassageCache::Key& key, std::string_view before) {
    const auto found = cache_.find(key);
    is_done_ = found || cache_.should_keep(key);
    if (!is_done_) return {};
    if (!before.empty()) TG_RETURN_IF_ERROR(sink_.encode(pipeline_, before, special_));
    if (!found) return learn(key);
    sink_.add(*found);
    return {};
  }

  Status learn(const PassageCache::Key& key) {
    IdList ids;
    TG_RETURN_IF_ERROR(pipeline_.append_ids(key.passage, special_, ids));
    cache_.keep(key, ids);
    sink_.add(ids);
    return {};
  }

  const Pipeline& pipeline_;
  SpecialPolicy special_;
  std::uint64_t owner_;
  Sink sink_;
  PassageCache& cache_ = cache_of_thread();
  std::array<PassageCache::Key, kAhead> ahead_;
  std::size_t count_ = 0;  // of those
  bool is_done_ = false;
};

// A short text is its own passage, and not worth remembering.
bool is_direct(std::string_view text, Generation asking) {
  return text.size() < kPassageBytes || asking == kNobody;
}

}  // namespace

Status PassagePipeline::append_ids(std::string_view text, SpecialPolicy special, IdList& ids) const {
  if (is_direct(text, asking)) return pipeline.append_ids(text, special, ids);
  return Run<IdSink>(*this, special, {ids}).text(text);
}

Status PassagePipeline::count_ids(std::string_view text, SpecialPolicy special, std::size_t& count) const {
  if (is_direct(text, asking)) return pipeline.count_ids(text, special, count);
  return Run<CountSink>(*this, special, {count}).text(text);
}

}  // namespace tg
