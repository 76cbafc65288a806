// Precompiled: SentencePiece's table of replacements, applied to what people see as characters (clusters), or where
// those are long, to each code point.
#include <algorithm>
#include <array>
#include <functional>

#include "base/base64.h"
#include "base/cancelled.h"
#include "text/ascii.h"
#include "text/byte_writer.h"
#include "text/graphemes.h"
#include "text/utf8.h"
#include "tokenizer/charsmap.h"
#include "tokenizer/normalizer.h"

namespace tg {
namespace {

// Builds the new text. Where its bytes come from is counted as the reference counts: each new character takes the place
// of an old one, those too many come from the old one before, and those too few are taken off behind the last new one.
// Old characters that become nothing before there is any new one are not counted, so that origins lag from there on.
class Rewrite {
 public:
  explicit Rewrite(const AlignedText& from) : from_(from) { out_.bytes.reserve(from.bytes.size()); }

  void add(std::string_view old_part, std::string_view new_part) {
    count(old_part, new_part);
    out_.bytes.append(new_part);
  }
  std::size_t size() const { return out_.bytes.size(); }
  AlignedText finish() {
    flush();
    return std::move(out_);
  }

 private:
  void count(std::string_view old_part, std::string_view new_part) {
    const std::size_t old_count = count_characters(old_part);
    std::size_t done = 0;
    for (std::size_t at = 0; at < new_part.size(); ++done) {
      flush();
      const std::size_t length = utf8_length(static_cast<unsigned char>(new_part[at]));
      pending_ = {length, done < old_count ? 1 : std::size_t{0}};
      has_pending_ = true;
      at += length;
    }
    if (done < old_count && has_pending_) pending_.taken += old_count - done;
  }

  void flush() {
    if (!has_pending_) return;
    has_pending_ = false;
    out_.origins.insert(out_.origins.end(), pending_.length, origin());
    for (std::size_t i = 0; i < pending_.taken && cursor_ < from_.bytes.size(); ++i) {
      cursor_ += utf8_length(static_cast<unsigned char>(from_.bytes[cursor_]));
    }
  }

  Span origin() const {
    if (pending_.taken == 0) return cursor_ == 0 ? Span{0, 0} : from_.origins[cursor_ - 1];
    return from_.origins[std::min(cursor_, from_.origins.size() - 1)];
  }

  // The last new character, held back because old ones may still be taken off behind it.
  struct Pending {
    std::size_t length = 0;
    std::size_t taken = 0;  // old characters whose place it takes
  };

  const AlignedText& from_;
  AlignedText out_;
  Pending pending_;
  bool has_pending_ = false;
  std::size_t cursor_ = 0;
};

// The same without counting where bytes come from.
struct Appending {
  explicit Appending(std::size_t expected_size) : bytes(expected_size) {}
  void add(std::string_view, std::string_view new_part) { bytes.append(new_part); }
  std::size_t size() const { return bytes.size(); }

  ByteWriter bytes;
};

class Precompiled final : public Normalizer {
 public:
  Precompiled(Charsmap map, std::string where) : map_(std::move(map)), where_(std::move(where)) {
    for (std::size_t byte = 0; byte < plain_.size(); ++byte) {
      const char character = static_cast<char>(byte);
      plain_[byte] = byte != '\r' && !map_.find(std::string_view(&character, 1));
    }
    printable_is_plain_ = std::all_of(plain_.begin() + ' ', plain_.begin() + '~' + 1, std::identity());
  }

  Status normalize(AlignedText& text, bool track) const override {
    if (track) {
      Rewrite rewrite(text);
      if (!add_clusters(text.bytes, text.limit, rewrite)) return grown_too_long(where_, text.limit);
      text = rewrite.finish();
    } else {
      Appending out(text.bytes.size());
      if (!append_normalized(text.bytes, text.limit, out)) return grown_too_long(where_, text.limit);
      text.bytes = out.bytes.finish();
    }
    return {};
  }
  bool keeps(std::string_view text) const override { return end_of_kept(text, 0) == text.size(); }

 private:
  static constexpr std::size_t kLongCluster = 6;

  // Stretches that nothing happens to are copied as they are, the clusters between them gone through.
  // False when the text would grow past `limit`: the file alone says how long a replacement is.
  bool append_normalized(std::string_view text, std::size_t limit, Appending& out) const {
    CancelPoll cancelled;
    for (std::size_t at = 0; at < text.size() && !cancelled();) {
      const std::size_t end = end_of_kept(text, at);
      out.bytes.append(text.substr(at, end - at));
      at = end;
      if (at == text.size()) break;
      const std::size_t cluster = end_of_grapheme(text, at);
      if (!add_cluster(text.substr(at, cluster - at), limit, out)) return false;
      at = cluster;
    }
    return true;
  }

  // The end of a stretch of clusters of one character each that no rule changes. REQUIRES: `at` begins a cluster.
  std::size_t end_of_kept(std::string_view text, std::size_t at) const {
    std::size_t last = at;
    CancelPoll cancelled;
    while (at < text.size() && !cancelled()) {
      if (static_cast<unsigned char>(text[at]) < plain_.size()) {
        const std::size_t end = end_of_plain(text, at);
        if (end == at) return at;
        last = end - 1;
        at = end;
        continue;
      }
      const Decoded character = decode_utf8(text, at);
      const ClusterRole role = cluster_role_of(character.code_point);
      if (role == ClusterRole::extends) return last;
      if (role == ClusterRole::other) return at;
      if (map_.find(text.substr(at, character.length))) return at;
      last = at;
      at += character.length;
    }
    return at;
  }

  std::size_t end_of_plain(std::string_view text, std::size_t at) const {
    if (printable_is_plain_) at = ascii::end_of_printable_blocks(text, at);
    while (at < text.size() && static_cast<unsigned char>(text[at]) < plain_.size()) {
      if (!plain_[static_cast<unsigned char>(text[at])]) break;
      ++at;
    }
    return at;
  }

  bool add_clusters(std::string_view text, std::size_t limit, Rewrite& rewrite) const {
    CancelPoll cancelled;
    for (std::size_t at = 0; at < text.size() && !cancelled();) {
      const std::size_t end = end_of_grapheme(text, at);
      if (!add_cluster(text.substr(at, end - at), limit, rewrite)) return false;
      at = end;
    }
    return true;
  }

  template <class Out>
  bool add_cluster(std::string_view cluster, std::size_t limit, Out& rewrite) const {
    if (cluster.size() < kLongCluster) {
      if (const auto whole = map_.find(cluster)) return add(cluster, *whole, limit, rewrite);
    }
    CancelPoll cancelled;
    for (std::size_t at = 0; at < cluster.size() && !cancelled();) {
      const std::string_view part = cluster.substr(at, utf8_length(static_cast<unsigned char>(cluster[at])));
      if (!add(part, map_.find(part).value_or(part), limit, rewrite)) return false;
      at += part.size();
    }
    return true;
  }

  template <class Out>
  static bool add(std::string_view old_part, std::string_view new_part, std::size_t limit, Out& rewrite) {
    if (rewrite.size() + new_part.size() > limit) return false;
    rewrite.add(old_part, new_part);
    return true;
  }

  Charsmap map_;
  std::string where_;
  std::array<bool, 128> plain_{};  // ASCII that no rule changes and that joins no cluster
  bool printable_is_plain_ = false;
};

}  // namespace

MadeStage<Normalizer> make_precompiled_normalizer(const StageSpec& spec) {
  const auto text = read_text(spec, "precompiled_charsmap");
  if (!text.ok()) return text.status();
  const auto bytes = decode_base64(text.value());
  if (!bytes) return wrong_field(spec, "precompiled_charsmap", "base64");
  auto map = Charsmap::read(*bytes, spec.where + ".precompiled_charsmap");
  if (!map.ok()) return map.status();
  return made<Normalizer, Precompiled>(std::move(map).value(), spec.where);
}

}  // namespace tg
