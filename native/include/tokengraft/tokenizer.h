// Start here: text to token ids and back.
// A Tokenizer is immutable and safe to use from any number of threads at once; adding tokens answers with a new one
// that shares the old one's tables.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tokengraft/byte_buffer.h"
#include "tokengraft/large_pages.h"
#include "tokengraft/status.h"
#include "tokengraft/text_source.h"

namespace tg {

struct Backend;

using TokenId = std::uint32_t;

// Leaves elements without a value until they get one, so that room for many costs nothing.
template <class T>
struct UnsetAllocator : LargeAllocator<T> {
  template <class U>
  struct rebind {
    using other = UnsetAllocator<U>;
  };
  template <class U, class... Arguments>
  void construct(U* at, Arguments&&... arguments) {
    if constexpr (sizeof...(Arguments) == 0) {
      ::new (static_cast<void*>(at)) U;
    } else {
      ::new (static_cast<void*>(at)) U(std::forward<Arguments>(arguments)...);
    }
  }
};

// Ids of texts. New elements of a longer one have no value.
using IdList = std::vector<TokenId, UnsetAllocator<TokenId>>;

// What to do with the content of a special token that stands in the text itself.
enum class SpecialPolicy : std::uint8_t {
  match,    // it becomes the token's id
  literal,  // it is ordinary text
  refuse,   // encoding fails with Code::refused_token
};

struct EncodeOptions {
  bool add_special_tokens;  // run the post-processor's template (BOS, EOS …)
  SpecialPolicy special;
  bool is_utf8 = false;  // the text is known to be valid UTF-8, and not checked again
};

struct AddedToken {
  TokenId id = 0;
  std::string content;
  bool special = false;
  bool single_word = false;
  bool lstrip = false;
  bool rstrip = false;
  bool normalized = false;  // match against the normalized text instead of the text as written
};

// One or two encoded sequences. All vectors have one element an id; `offsets` has two (begin, end), in UTF-8 bytes of
// the sequence the id came from, (0, 0) for ids that a template inserted.
struct Encoding {
  IdList ids;
  std::vector<std::uint32_t> offsets;
  std::vector<std::uint8_t> type_ids;
  std::vector<std::uint8_t> special_mask;
  std::vector<std::int32_t> word_ids;      // -1: belongs to no word
  std::vector<std::int32_t> sequence_ids;  // 0 or 1; -1: inserted by a template
};

// Many encoded texts. Of all ids laid end to end, text i has those from begins[i] to begins[i + 1]; they lie in lists
// as threads found them.
struct EncodedBatch {
  std::vector<IdList> lists = {};
  std::vector<std::size_t> begins = {0};

  std::size_t size() const { return begins.back(); }
  // Lays all ids end to end, on `threads` threads (0 = all cores); the lists are empty then. REQUIRES: `to` has room
  // for size() ids.
  void move_ids(unsigned threads, TokenId* to);
  // A copy of them, end to end.
  IdList ids() const;
};

// What ids stand for: a part of a buffer, valid until that is used again.
struct DecodedBytes {
  std::string_view bytes;
  bool is_ascii;
};

enum class TokenizerFormat : std::uint8_t { tokenizer_json, tiktoken, tekken, sentencepiece, vocab_and_merges };

// How to read a file that does not say everything itself. A tokenizer.json needs nothing but its format.
struct OpenOptions {
  TokenizerFormat format;
  std::string pattern = {};                     // tiktoken: the split pattern's source text
  std::vector<AddedToken> special_tokens = {};  // tiktoken: ids and contents
  std::string merges_path = {};                 // vocab_and_merges: the merges.txt that belongs to the vocab.json …
  std::string merges = {};                      // … or its content; `open` reads it from the path
  // sentencepiece, vocab_and_merges: stages, added tokens and model options that the files do not hold, written as a
  // tokenizer.json writes them, without a vocabulary. Empty: none.
  std::string outline = {};
};

class Tokenizer {
 public:
  virtual ~Tokenizer() = default;

  // A file that some thread has open already, unchanged, is not read again: the answer is the same tokenizer, whose
  // messages name the path that it was first opened by.
  static Result<std::shared_ptr<const Tokenizer>> open(const std::string& path, const OpenOptions& options);
  // The same from bytes already in memory; `name` stands for the file in messages.
  static Result<std::shared_ptr<const Tokenizer>> parse(std::string_view bytes, const std::string& name,
                                                        const OpenOptions& options);

  // Appends the ids of `text` to `ids`. Text that is not valid UTF-8 is refused with Code::bad_argument.
  // REQUIRES, here and below: what `options.is_utf8` says of the text is true.
  virtual Status encode(std::string_view text, const EncodeOptions& options, IdList& ids) const = 0;
  // Stops early as a batch does once `cancelled` (may be null) turns true.
  virtual Result<Encoding> encoding(std::string_view text, std::optional<std::string_view> pair,
                                    const EncodeOptions& options,
                                    const std::atomic<bool>* cancelled = nullptr) const = 0;
  // The number of ids that `encode` would append, without building them. Once it is clear that there are more than
  // `limit`, the answer is some number above it.
  virtual Result<std::size_t> count(std::string_view text, const EncodeOptions& options,
                                    std::size_t limit = ~std::size_t{0}) const = 0;
  // Byte position of the last place where `text` can be cut so that both sides encode as they do together; 0: none.
  virtual std::size_t last_seam(std::string_view text) const = 0;

  // Encodes on `threads` threads (0 = all cores), long texts in parts. The result does not depend on their number.
  // Stops early with Code::limit once `cancelled` (may be null) turns true. The first failing text decides the error.
  virtual Status encode_batch(TextSource& texts, const EncodeOptions& options, unsigned threads,
                              const std::atomic<bool>* cancelled, EncodedBatch& batch) const = 0;
  virtual Status count_batch(TextSource& texts, const EncodeOptions& options, unsigned threads,
                             const std::atomic<bool>* cancelled, std::vector<std::size_t>& counts) const = 0;
  Status encode_batch(std::span<const std::string_view> texts, const EncodeOptions& options, unsigned threads,
                      const std::atomic<bool>* cancelled, EncodedBatch& batch) const;
  Status count_batch(std::span<const std::string_view> texts, const EncodeOptions& options, unsigned threads,
                     const std::atomic<bool>* cancelled, std::vector<std::size_t>& counts) const;

  // The same on a device (see device.h), for bulk text: one thread prepares, waits and copies 16 MiB at a time. Fails
  // with Code::unsupported, naming the stage, where the tokenizer is none that a device can run: BPE over bytes, cut by
  // a pattern that has a scanner. What a device leaves, such as pieces of more than 256 bytes, is encoded here.
  virtual Status encode_batch_on(const Backend& device, std::span<const std::string_view> texts,
                                 const EncodeOptions& options, unsigned threads, const std::atomic<bool>* cancelled,
                                 EncodedBatch& batch) const = 0;
  virtual Status count_batch_on(const Backend& device, std::span<const std::string_view> texts,
                                const EncodeOptions& options, unsigned threads, const std::atomic<bool>* cancelled,
                                std::vector<std::size_t>& counts) const = 0;

  // The bytes that the tokens stand for, without any repair; they replace those of `buffer`. Unknown ids are skipped,
  // as the reference does. Decoders that are not byte-level make valid UTF-8.
  virtual DecodedBytes decode_bytes(std::span<const TokenId> ids, bool skip_special_tokens,
                                    ByteBuffer& buffer) const = 0;
  // The same as valid UTF-8: malformed sequences become U+FFFD. (Hosts with other strings have utf16.h.)
  std::string decode(std::span<const TokenId> ids, bool skip_special_tokens) const;

  virtual std::optional<TokenId> token_to_id(std::string_view token) const = 0;
  virtual std::optional<std::string> id_to_token(TokenId id) const = 0;
  // Number of distinct ids that have a token, and the largest of them plus one (holes make them differ).
  virtual std::size_t size() const = 0;
  virtual std::size_t id_bound() const = 0;
  virtual std::vector<AddedToken> added_tokens() const = 0;  // by ascending id

  // A tokenizer with `tokens` added; `ids` receives the id each of them has. A content that already has an id keeps it
  // (its flags change); `AddedToken::id` is ignored, new ids follow id_bound(). Linear in the number of tokens.
  virtual Result<std::shared_ptr<const Tokenizer>> with_added_tokens(std::span<const AddedToken> tokens,
                                                                     std::vector<TokenId>& ids) const = 0;

  // What the tokenizer is made of, as one JSON object for people and reports: model, normalizer, pre-tokenizer kinds,
  // pattern and which matcher runs it.
  virtual std::string describe() const = 0;

  // Approximate bytes of the big tables: those that this tokenizer has for itself, and those that it shares with the
  // tokenizers that it grew from or that grow from it. A hint for garbage collectors, not a measurement.
  virtual std::size_t memory_bytes() const = 0;
  virtual std::size_t shared_memory_bytes() const = 0;
};

// The pattern source of a known scheme: "gpt2", "cl100k_base", "o200k_base" … Not found: Code::not_found listing them.
Result<std::string> named_pattern(std::string_view name);

// Version of the Unicode data, and of the general pattern library ("" when the build has none).
std::string unicode_version();
std::string pcre2_version();

}  // namespace tg
