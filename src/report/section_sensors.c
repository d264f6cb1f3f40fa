/* What the sensors filed: records by what they really are, and by whom they are about. */
#include "report/section.h"
#include "results/names.h"

static bool tag_filed(const cs_facts *facts, int tag)
{
    cs_estimate count;
    cs_facts_estimate(facts, cs_fact_records, CS_WHAT(.sensor = -1, .causes = 1u << tag), &count);
    return count.mean > 0.0;
}

static void add_sensor(cs_page *page, cs_page_table *table, const cs_facts *facts, int sensor,
                       const char *name)
{
    cs_estimate value;
    cs_fact what = {.sensor = sensor, .causes = CS_TAGS_ALL};
    cs_table_text(page, table, name);
    cs_facts_estimate(facts, cs_fact_records, &what, &value);
    cs_table_estimate(page, table, &value);
    for (int tag = 0; tag < CS_TAGS; tag++) {
        if (!tag_filed(facts, tag)) continue;
        what.causes = 1u << tag;
        cs_facts_estimate(facts, cs_fact_records, &what, &value);
        cs_table_number(page, table, value.mean);
    }
    what.causes = 1u << CS_TAG_CORRECT;
    cs_facts_estimate(facts, cs_fact_records_share, &what, &value);
    cs_table_estimate(page, table, &value);
}

static void sensors_table(cs_page *page, const cs_facts *facts, cs_page_section *section)
{
    cs_page_table *table = cs_page_add_table(
        section, "sensors", "Records filed in the whole run, by what they really are. Precision: of "
                            "the sensor’s records, share correct.");
    table->undefined = "undefined: nothing filed";
    cs_table_column(table, "sensor", "sensor", CS_COLUMN_TEXT);
    cs_table_interval(page, table, "records", "records", CS_COLUMN_COUNT);
    for (int tag = 0; tag < CS_TAGS; tag++)
        if (tag_filed(facts, tag))
            cs_table_column(table, cs_tag_names[tag], cs_tag_labels[tag], CS_COLUMN_COUNT);
    cs_table_interval(page, table, "precision", "precision", CS_COLUMN_SHARE);
    for (int s = 0; s < facts->scenario->sensors.count; s++)
        add_sensor(page, table, facts, s, cs_page_words(page, cs_sensor_name(facts->scenario, s)));
    if (facts->scenario->sensors.count > 1) add_sensor(page, table, facts, -1, "all sensors");
}

/* By the people the records are filed under. */
static void people_table(cs_page *page, const cs_facts *facts, cs_page_section *section)
{
    cs_page_table *table =
        cs_page_add_table(section, "filed_under", "Wrong records by the people they are filed under, "
                                                  "in the whole run");
    table->undefined = "undefined: nothing filed";
    cs_table_column(table, "attribute", "attribute", CS_COLUMN_TEXT);
    cs_table_column(table, "stratum", "stratum", CS_COLUMN_TEXT);
    cs_table_interval(page, table, "wrong", "wrong records per 1,000 people", CS_COLUMN_RATE);
    cs_table_interval(page, table, "share", "of records, share wrong", CS_COLUMN_SHARE);
    for (int c = 0; c < cs_scenario_cells(facts->scenario); c++) {
        const char *attribute, *value;
        cs_estimate estimate;
        cs_fact what = {.sensor = -1, .cell = c, .causes = CS_TAGS_WRONG};
        cs_scenario_cell(facts->scenario, c, &attribute, &value);
        if (c && facts->scenario->population.regions.count > 60 &&
            c >= cs_scenario_cells(facts->scenario) - facts->scenario->population.regions.count)
            break;
        cs_table_text(page, table, cs_page_words(page, attribute));
        cs_table_text(page, table, cs_page_words(page, value));
        cs_facts_estimate(facts, cs_fact_records_per_1000, &what, &estimate);
        cs_table_estimate(page, table, &estimate);
        cs_facts_estimate(facts, cs_fact_records_share, &what, &estimate);
        cs_table_estimate(page, table, &estimate);
    }
}

/* The sensor that filed the most wrong records, -1 when none did. */
static int worst_sensor(const cs_facts *facts, double *most)
{
    int worst = -1;
    *most = 0.0;
    for (int s = 0; s < facts->scenario->sensors.count; s++) {
        cs_estimate wrong;
        cs_facts_estimate(facts, cs_fact_records, CS_WHAT(.sensor = s, .causes = CS_TAGS_WRONG),
                          &wrong);
        if (wrong.mean > *most) {
            worst = s;
            *most = wrong.mean;
        }
    }
    return worst;
}

static void say(cs_page *page, const cs_facts *facts, cs_text *text)
{
    cs_estimate right;
    double most;
    int worst = worst_sensor(facts, &most);
    cs_facts_estimate(facts, cs_fact_records_share,
                      CS_WHAT(.sensor = -1, .causes = 1u << CS_TAG_CORRECT), &right);
    cs_text_add(text, "Of all records filed, ");
    cs_write_bold(text, right.mean, CS_COLUMN_SHARE);
    cs_write_interval(text, &right, CS_COLUMN_SHARE);
    cs_text_add(text, " were correct.");
    if (worst < 0) return;
    const char *name = cs_page_words(page, cs_sensor_name(facts->scenario, worst));
    bool several = facts->scenario->sensors.count > 1;
    cs_text_format(text, several ? " Most wrong records come from " CS_SAY_B "%s" CS_SAY_B_END ", "
                                 : " The one sensor, " CS_SAY_B "%s" CS_SAY_B_END ", filed ", name);
    cs_write_number(text, most, CS_COLUMN_COUNT);
    cs_text_add(text, several ? " of them." : " wrong ones.");
    if (!several) return;
    cs_facts_estimate(facts, cs_fact_records_share,
                      CS_WHAT(.sensor = worst, .causes = 1u << CS_TAG_CORRECT), &right);
    if (right.mean > 0.0) {
        cs_text_add(text, " Of its own records, ");
        cs_write_number(text, right.mean, CS_COLUMN_SHARE);
        cs_text_add(text, " are correct.");
    } else {
        cs_text_add(text, " None of its own records is correct.");
    }
}

cs_status cs_section_sensors(cs_page *page, const cs_facts *facts, cs_error *err)
{
    (void)err;
    if (!facts->found.filed) return CS_OK;
    cs_page_section *section = cs_page_begin(page, "sensors", "What did the sensors file?");
    section->chart = "sensors";
    section->how = "A record is counted once, under the person it is filed under. Wrong person: a "
                   "true event filed under somebody else. False match: a face taken for another. "
                   "False record: nothing happened. Duplicate: one event filed again. Stale: correct "
                   "once, but held too long.";
    say(page, facts, &section->answer);
    sensors_table(page, facts, section);
    people_table(page, facts, section);
    return CS_OK;
}
