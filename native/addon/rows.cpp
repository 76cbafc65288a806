#include "rows.h"

#include "convert.h"
#include "entry.h"
#include "errors.h"
#include "fill_plan.h"
#include "promise_worker.h"
#include "values.h"

namespace tg::addon {
namespace {

using Bytes = std::vector<std::uint8_t>;

Napi::Value make_bytes(Napi::Env env, const Bytes& bytes) {
  return copy_to_typed_array<std::uint8_t>(env, bytes);
}

Napi::Value fill_rows(const Napi::CallbackInfo& info) {
  auto work = [plan = to_fill_plan(info[0]), threads = to_threads(info[1])](const std::atomic<bool>* cancelled) {
    return done(tg::fill_rows(plan, threads, cancelled));
  };
  return run_async(info.Env(), "tokengraft.fillRows", to_cancel_flag(info[2]), std::move(work), answer_done);
}

Napi::Value compute_rows(const Napi::CallbackInfo& info) {
  auto work = [plan = to_fill_plan(info[0]),
               threads = to_threads(info[1])](const std::atomic<bool>* cancelled) -> Result<Bytes> {
    Bytes bytes;
    TG_RETURN_IF_ERROR(tg::compute_rows(plan, threads, cancelled, bytes));
    return bytes;
  };
  return run_async(info.Env(), "tokengraft.computeRows", to_cancel_flag(info[2]), std::move(work), make_bytes);
}

Napi::Value make_codes(Napi::Env env, const RowCodes& codes) {
  Napi::Object object = Napi::Object::New(env);
  const std::vector<double> begins(codes.begins.begin(), codes.begins.end());
  object.Set("begins", copy_to_typed_array<double>(env, std::span(begins)));
  object.Set("anchors", copy_to_typed_array<std::uint32_t>(env, std::span(codes.anchors)));
  object.Set("weights", copy_to_typed_array<double>(env, std::span(codes.weights)));
  return object;
}

Napi::Value code_rows(const Napi::CallbackInfo& info) {
  auto work = [plan = to_code_plan(info[0]),
               threads = to_threads(info[1])](const std::atomic<bool>* cancelled) -> Result<RowCodes> {
    RowCodes codes;
    TG_RETURN_IF_ERROR(tg::code_rows(plan, threads, cancelled, codes));
    return codes;
  };
  return run_async(info.Env(), "tokengraft.codeRows", to_cancel_flag(info[2]), std::move(work), make_codes);
}

Napi::Value audit_rows(const Napi::CallbackInfo& info) {
  auto work = [matrix = to_matrix(info[0], "matrix"),
               threads = to_threads(info[1])](const std::atomic<bool>* cancelled) -> Result<Bytes> {
    Bytes flags;
    TG_RETURN_IF_ERROR(tg::audit_rows(matrix, threads, cancelled, flags));
    return flags;
  };
  return run_async(info.Env(), "tokengraft.auditRows", to_cancel_flag(info[2]), std::move(work), make_bytes);
}

Napi::Value make_survey(Napi::Env env, const RowSurvey& survey) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("flags", make_bytes(env, survey.flags));
  object.Set("sums", copy_to_typed_array<double>(env, std::span(survey.sums)));
  return object;
}

Napi::Value survey_rows(const Napi::CallbackInfo& info) {
  auto work = [matrix = to_matrix(info[0], "matrix"), members = copy<std::uint8_t>(info[1], "members"),
               threads = to_threads(info[2])](const std::atomic<bool>* cancelled) -> Result<RowSurvey> {
    RowSurvey survey;
    TG_RETURN_IF_ERROR(tg::survey_rows(matrix, members, threads, cancelled, survey));
    return survey;
  };
  return run_async(info.Env(), "tokengraft.surveyRows", to_cancel_flag(info[3]), std::move(work), make_survey);
}

}  // namespace

void export_rows(Napi::Object exports) {
  export_function<fill_rows>(exports, "fillRows");
  export_function<compute_rows>(exports, "computeRows");
  export_function<audit_rows>(exports, "auditRows");
  export_function<survey_rows>(exports, "surveyRows");
  export_function<code_rows>(exports, "codeRows");
}

}  // namespace tg::addon
