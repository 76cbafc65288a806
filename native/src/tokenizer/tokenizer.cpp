// The public class: a shared core, the tokens added to it, and the calls that go through both.
#include "tokengraft/tokenizer.h"

#include <algorithm>

#include "base/cancelled.h"
#include "base/read_file.h"
#include "text/utf8.h"
#include "tokenizer/batch.h"
#include "tokenizer/check_text.h"
#include "tokenizer/core.h"
#include "tokenizer/decoding.h"
#include "tokenizer/formats/formats.h"
#include "tokenizer/in_parts.h"
#include "tokenizer/on_device.h"
#include "tokenizer/opened_files.h"
#include "tokenizer/seams.h"

namespace tg {
namespace {

// Bytes of a tokenizer file; the largest one known, Gemma's, has 33 million.
constexpr std::uint64_t kLargestFile = std::uint64_t{1} << 30;
constexpr std::size_t kNoLimit = ~std::size_t{0};

class CoreTokenizer final : public Tokenizer, public PipelineOwner {
 public:
  CoreTokenizer(std::shared_ptr<const Core> core, AddedVocabulary added)
      : core_(std::move(core)),
        added_(std::move(added)),
        decoding_(*core_, added_),
        has_seams_(has_seams(*core_, added_)) {}

  Status encode(std::string_view text, const EncodeOptions& options, IdList& ids) const override {
    return encode_on(1, text, options, ids);
  }
  Result<Encoding> encoding(std::string_view text, std::optional<std::string_view> pair, const EncodeOptions& options,
                            const std::atomic<bool>* cancelled) const override;
  Result<std::size_t> count(std::string_view text, const EncodeOptions& options, std::size_t limit) const override;
  std::size_t last_seam(std::string_view text) const override { return has_seams_ ? tg::last_seam(text) : 0; }

  Status encode_batch(TextSource& texts, const EncodeOptions& options, unsigned threads,
                      const std::atomic<bool>* cancelled, EncodedBatch& batch) const override {
    const auto one = [&](std::string_view text, IdList& ids) { return encode_on(threads, text, options, ids); };
    return encode_all(texts, one, threads, cancelled, batch);
  }
  Status count_batch(TextSource& texts, const EncodeOptions& options, unsigned threads,
                     const std::atomic<bool>* cancelled, std::vector<std::size_t>& counts) const override {
    const auto one = [&](std::string_view text, std::size_t& count) {
      return count_on(threads, text, options, kNoLimit, count);
    };
    return count_all(texts, one, threads, cancelled, counts);
  }

  Status encode_batch_on(const Backend& device, std::span<const std::string_view> texts, const EncodeOptions& options,
                         unsigned threads, const std::atomic<bool>* cancelled, EncodedBatch& batch) const override {
    return DeviceBatch{device, *core_, pipeline(), has_seams_, texts, options, threads, cancelled}.encode(batch);
  }
  Status count_batch_on(const Backend& device, std::span<const std::string_view> texts, const EncodeOptions& options,
                        unsigned threads, const std::atomic<bool>* cancelled,
                        std::vector<std::size_t>& counts) const override {
    return DeviceBatch{device, *core_, pipeline(), has_seams_, texts, options, threads, cancelled}.count(counts);
  }

  DecodedBytes decode_bytes(std::span<const TokenId> ids, bool skip_special_tokens, ByteBuffer& buffer) const override {
    return decoding_.bytes(ids, skip_special_tokens, buffer);
  }

  std::optional<TokenId> token_to_id(std::string_view token) const override;
  std::optional<std::string> id_to_token(TokenId id) const override;
  std::size_t size() const override;
  std::size_t id_bound() const override { return std::max(core_->vocabulary.table().id_bound(), added_.id_bound()); }
  std::vector<AddedToken> added_tokens() const override { return added_.tokens(); }
  Result<std::shared_ptr<const Tokenizer>> with_added_tokens(std::span<const AddedToken> tokens,
                                                             std::vector<TokenId>& ids) const override;
  std::string describe() const override { return core_->description; }
  std::size_t memory_bytes() const override { return added_.memory_bytes() + decoding_.memory_bytes(); }
  std::size_t shared_memory_bytes() const override { return core_->memory_bytes(); }

  Pipeline pipeline() const override {
    return {added_, core_->normalizer.get(), core_->pre_tokenizer.get(), *core_->model, core_->vocabulary};
  }
  const Core& core() const override { return *core_; }

 private:
  PartPipeline in_parts() const { return {pipeline(), has_seams_, generation_}; }
  Status encode_on(unsigned threads, std::string_view text, const EncodeOptions& options, IdList& ids) const;
  Status count_on(unsigned threads, std::string_view text, const EncodeOptions& options, std::size_t limit,
                  std::size_t& count) const;
  Result<SequenceEncoding> sequence(std::string_view text, std::size_t number, const EncodeOptions& options) const;

  std::shared_ptr<const Core> core_;
  AddedVocabulary added_;
  Decoding decoding_;
  bool has_seams_;
  Generation generation_ = new_generation();
};

Status CoreTokenizer::encode_on(unsigned threads, std::string_view text, const EncodeOptions& options,
                                IdList& ids) const {
  TG_RETURN_IF_ERROR(check_text(text, options));
  std::optional<std::size_t> first;
  std::size_t count = 0;
  for (const TokenId id : core_->frame(options.add_special_tokens).ids) {
    if (id != IdFrame::kText) {
      ids.push_back(id);
    } else if (!first) {
      first = ids.size();
      TG_RETURN_IF_ERROR(in_parts().append_ids(text, options.special, threads, ids));
      count = ids.size() - *first;
    } else {
      ids.reserve(ids.size() + count);
      for (std::size_t i = 0; i < count; ++i) ids.push_back(ids[*first + i]);
    }
  }
  return {};
}

Status CoreTokenizer::count_on(unsigned threads, std::string_view text, const EncodeOptions& options, std::size_t limit,
                               std::size_t& count) const {
  TG_RETURN_IF_ERROR(check_text(text, options));
  const IdList& frame = core_->frame(options.add_special_tokens).ids;
  const auto texts = static_cast<std::size_t>(std::ranges::count(frame, IdFrame::kText));
  std::size_t own = 0;
  if (texts > 0) TG_RETURN_IF_ERROR(in_parts().count_ids(text, options.special, threads, limit, own));
  count = frame.size() - texts + own * texts;
  return {};
}

Result<std::size_t> CoreTokenizer::count(std::string_view text, const EncodeOptions& options, std::size_t limit) const {
  std::size_t count = 0;
  TG_RETURN_IF_ERROR(count_on(1, text, options, limit, count));
  return count;
}

Result<SequenceEncoding> CoreTokenizer::sequence(std::string_view text, std::size_t number,
                                                 const EncodeOptions& options) const {
  TG_RETURN_IF_ERROR(check_text(text, options));
  SequenceEncoding encoding;
  TG_RETURN_IF_ERROR(pipeline().encode(text, options.special, encoding));
  encoding.ranges.clear();
  encoding.set_sequence(number);
  encoding.set_type(static_cast<std::uint8_t>(number));
  return encoding;
}

Result<Encoding> CoreTokenizer::encoding(std::string_view text, std::optional<std::string_view> pair,
                                         const EncodeOptions& options, const std::atomic<bool>* cancelled) const {
  const CancelWatch watch(cancelled);
  std::vector<SequenceEncoding> parts;
  auto first = sequence(text, 0, options);
  if (!first.ok()) return first.status();
  parts.push_back(std::move(first).value());
  if (pair) {
    auto second = sequence(*pair, 1, options);
    if (!second.ok()) return second.status();
    parts.push_back(std::move(second).value());
  }
  if (core_->post_processor) core_->post_processor->process(parts, options.add_special_tokens);
  TG_RETURN_IF_ERROR(check_cancelled());
  return join(std::move(parts));
}

std::optional<TokenId> CoreTokenizer::token_to_id(std::string_view token) const {
  if (const auto id = added_.find(token)) return id;
  return core_->vocabulary.find(token);
}

std::optional<std::string> CoreTokenizer::id_to_token(TokenId id) const {
  if (const auto* const entry = added_.find(id)) return entry->token.content;
  return core_->vocabulary.name(id);
}

std::size_t CoreTokenizer::size() const {
  const TokenTable& vocabulary = core_->vocabulary.table();
  const auto beyond = std::ranges::count_if(
      added_.entries(), [&](const AddedVocabulary::Entry& entry) { return !vocabulary.has(entry.token.id); });
  return vocabulary.size() + static_cast<std::size_t>(beyond);
}

Result<std::shared_ptr<const Tokenizer>> CoreTokenizer::with_added_tokens(std::span<const AddedToken> tokens,
                                                                          std::vector<TokenId>& ids) const {
  auto added = added_.with(tokens, core_->vocabulary, core_->normalizer.get(), static_cast<TokenId>(id_bound()), ids);
  if (!added.ok()) return added.status();
  return std::shared_ptr<const Tokenizer>(std::make_shared<const CoreTokenizer>(core_, std::move(added).value()));
}

Result<std::shared_ptr<const Tokenizer>> make_tokenizer(Result<TokenizerSpec> spec, const std::string& name) {
  if (!spec.ok()) return spec.status();
  auto core = Core::make(spec.value());
  if (!core.ok()) return core.status();
  auto added = AddedVocabulary::from_file(name, std::move(spec->added_tokens), core.value()->vocabulary,
                                          core.value()->normalizer.get());
  if (!added.ok()) return added.status();
  return std::shared_ptr<const Tokenizer>(
      std::make_shared<const CoreTokenizer>(std::move(core).value(), std::move(added).value()));
}

// Fills `options.merges` from its path, where it has one.
Status read_merges(OpenOptions& options) {
  if (options.merges_path.empty()) return {};
  auto merges = read_file(options.merges_path, kLargestFile);
  if (!merges.ok()) return merges.status();
  options.merges = std::move(merges).value();
  return {};
}

}  // namespace

std::string Tokenizer::decode(std::span<const TokenId> ids, bool skip_special_tokens) const {
  ByteBuffer buffer;
  std::string text;
  append_utf8_lossy(text, decode_bytes(ids, skip_special_tokens, buffer).bytes);
  return text;
}

Result<std::shared_ptr<const Tokenizer>> Tokenizer::parse(std::string_view bytes, const std::string& name,
                                                          const OpenOptions& options) {
  return make_tokenizer(read_spec(bytes, name, options), name);
}

// The bytes are let go of before the tables are built from them.
Result<std::shared_ptr<const Tokenizer>> Tokenizer::open(const std::string& path, const OpenOptions& options) {
  const auto state = state_of_file(path);
  if (!state.ok()) return state.status();
  return OpenedFiles::of_process().get(state.value(), options, [&]() -> OpenedFiles::Opened {
    auto file = read_file_with_state(path, kLargestFile);
    if (!file.ok()) return {file.status(), {}};
    OpenOptions with_merges = options;
    if (const Status merges = read_merges(with_merges); !merges.ok()) return {merges, {}};
    auto spec = read_spec(file->bytes, path, with_merges);
    std::string().swap(file->bytes);
    auto tokenizer = make_tokenizer(std::move(spec), path);
    // Of two files only one is watched, so a pair is read anew each time.
    if (!options.merges_path.empty()) return {std::move(tokenizer), std::nullopt};
    return {std::move(tokenizer), file->state};
  });
}

}  // namespace tg
