// What a case costs: from a portal's signed form to the JSON that is stored, and the largest that is usual.
#include <benchmark/benchmark.h>

#include "adapters/portals/egov/egov.hpp"
#include "base/files.hpp"
#include "cases/normaliser.hpp"
#include "catalogue/catalogue.hpp"
#include "unit/cases/random_case.hpp"
#include "xml/reader.hpp"

namespace {

using namespace gw;

const catalogue::catalogue& acts() {
    static const auto loaded = catalogue::catalogue::load("catalogue").value();
    return *loaded;
}

cases::intake_facts facts() {
    cases::intake_facts made;
    made.source_message = message_id("019a9f8e-4e00-7000-8000-000000000001");
    made.portal = "egov";
    made.received_at = from_rfc3339("2026-11-20T05:16:02.345Z").value();
    cases::signer_summary head;
    head.scope = "business";
    head.indication = "TOTAL-PASSED";
    head.iin = "790921400115";
    head.bin = "151140090010";
    head.roles = {"first_head"};
    made.signers = {head};
    return made;
}

// The example, with its first worker repeated until there are so many.
octets make_form(std::size_t workers) {
    auto form = read_file("schemas/portals/examples/egov-foreign-labour-issue.xml").value();
    constexpr std::string_view open = "<ForeignWorker>", close = "</ForeignWorker>";
    const auto begin = form.find(open), end = form.find(close) + close.size();
    const octets worker(form, begin, end - begin);
    for (std::size_t i = 1; i < workers; ++i)
        form.insert(end, worker);
    return form;
}

void normalise(benchmark::State& state) {
    const auto form = make_form(static_cast<std::size_t>(state.range(0)));
    uuid7_source ids;
    const cases::normaliser normaliser(acts(), ids);
    const auto known = facts();
    for (auto _ : state) {
        const auto tree = xml::reader::open(form).value();
        const auto made = normaliser.normalise(adapters::egov::read(tree.root()).value(), known).value();
        benchmark::DoNotOptimize(cases::to_json(made));
    }
    state.counters["form_octets"] = static_cast<double>(form.size());
}
BENCHMARK(normalise)->Arg(1)->Arg(200)->Unit(benchmark::kMicrosecond);

cases::service_case with_workers(std::size_t count) {
    test::random_case random(1);
    auto made = random.make(4);
    made.foreign_workers.clear();
    for (std::size_t i = 0; i < count; ++i)
        made.foreign_workers.push_back(random.person());
    return made;
}

template <class Form>
void round_trip(benchmark::State& state, Form form) {
    const auto made = with_workers(static_cast<std::size_t>(state.range(0)));
    for (auto _ : state)
        benchmark::DoNotOptimize(form(made));
}
BENCHMARK_CAPTURE(round_trip, to_json, [](const auto& made) { return cases::to_json(made); }) -> Arg(200)
    -> Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(round_trip, to_xml, [](const auto& made) { return cases::to_xml(made); }) -> Arg(200)
    -> Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(round_trip, json_there_and_back, [](const auto& made) {
    return cases::case_from_json(cases::to_json(made)).value();
}) -> Arg(200) -> Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(round_trip, xml_there_and_back, [](const auto& made) {
    return cases::case_from_xml(cases::to_xml(made)).value();
}) -> Arg(200) -> Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
