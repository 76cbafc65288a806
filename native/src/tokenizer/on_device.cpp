#include "tokenizer/on_device.h"

#include <algorithm>
#include <atomic>

#include "base/thread_pool.h"
#include "tokenizer/bulk_encoder.h"
#include "tokenizer/check_text.h"

namespace tg {
namespace {

// The first text that must not be encoded, or their number.
std::size_t first_bad(const DeviceBatch& asked) {
  constexpr std::size_t kTextsAtOnce = 64;
  std::atomic<std::size_t> first = asked.texts.size();
  const auto check = [&](std::size_t text) {
    if (check_text(asked.texts[text], asked.options).ok()) return;
    std::size_t known = first;
    while (text < known && !first.compare_exchange_weak(known, text)) continue;
  };
  parallel_for((asked.texts.size() + kTextsAtOnce - 1) / kTextsAtOnce, asked.threads, [&](std::size_t job, unsigned) {
    const std::size_t end = std::min((job + 1) * kTextsAtOnce, asked.texts.size());
    for (std::size_t text = job * kTextsAtOnce; text < end; ++text) check(text);
  });
  return first;
}

// Has `encode` do the texts before the first bad one, so that of several failures the first is answered with.
template <class Encode>
Status checked(const DeviceBatch& asked, const Encode& encode) {
  const auto image = asked.core.images.get(asked.core, asked.device);
  if (!image.ok()) return image.status();
  const std::size_t good = first_bad(asked);
  const BulkEncoder bulk{asked.pipeline,        asked.has_seams, *image.value(),
                         asked.options.special, asked.threads,   asked.cancelled};
  TG_RETURN_IF_ERROR(encode(bulk, asked.texts.first(good)));
  if (good == asked.texts.size()) return {};
  const Status status = check_text(asked.texts[good], asked.options);
  return Status::error(status.code(), "text " + std::to_string(good) + ": " + status.message());
}

// Puts each text's ids into `frame`.
EncodedBatch put_in_frames(const EncodedBatch& batch, const IdList& frame) {
  const IdList ids = batch.ids();
  EncodedBatch out{.lists = {{}}, .begins = {0}};
  IdList& framed = out.lists.front();
  for (std::size_t i = 0; i + 1 < batch.begins.size(); ++i) {
    for (const TokenId id : frame) {
      if (id != IdFrame::kText) {
        framed.push_back(id);
      } else {
        framed.insert(framed.end(), ids.begin() + static_cast<std::ptrdiff_t>(batch.begins[i]),
                      ids.begin() + static_cast<std::ptrdiff_t>(batch.begins[i + 1]));
      }
    }
    out.begins.push_back(framed.size());
  }
  return out;
}

}  // namespace

Status DeviceBatch::encode(EncodedBatch& batch) const {
  TG_RETURN_IF_ERROR(checked(*this, [&](const BulkEncoder& bulk, std::span<const std::string_view> good) {
    return bulk.encode(good, batch);
  }));
  const IdList& frame = core.frame(options.add_special_tokens).ids;
  if (frame.size() != 1 || frame[0] != IdFrame::kText) batch = put_in_frames(batch, frame);
  return {};
}

Status DeviceBatch::count(std::vector<std::size_t>& counts) const {
  TG_RETURN_IF_ERROR(checked(*this, [&](const BulkEncoder& bulk, std::span<const std::string_view> good) {
    return bulk.count(good, counts);
  }));
  const IdList& frame = core.frame(options.add_special_tokens).ids;
  const auto texts_in_frame = static_cast<std::size_t>(std::ranges::count(frame, IdFrame::kText));
  for (std::size_t& count : counts) count = frame.size() - texts_in_frame + count * texts_in_frame;
  return {};
}

}  // namespace tg
